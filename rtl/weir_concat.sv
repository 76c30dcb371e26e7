// Joins streams channel by channel. For ever: for each input i, for f < its Channels / Pe: one iteration reads a beat of Pe
// elements from it and writes it.
//
// Parameters: Inputs >= 1; Channels: of each input, 1..2 ** 31 - 1, 32 bits each, input 0 in the lowest; each a multiple of Pe;
//   ElementBits 1..32.
// Packing: input i has the bits i * Pe * ElementBits upwards of s_in_data_i, and bit i of s_in_valid_i and s_in_ready_o;
//   element p of a beat in the bits p * ElementBits upwards.
// Latency L = 1, II = 1, across inputs and pixels. Buffering: an output queue of L + 1 beats.
// Does NOT: look at the elements, or take a beat from an input before its turn.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT doubts '0 of more than 8192 bits; beats and words may be as wide as that.
// verilator lint_off WIDTHCONCAT
module weir_concat #(
    parameter int                 Inputs,
    parameter bit [32*Inputs-1:0] Channels,
    parameter int                 Pe,
    parameter int                 ElementBits
) (
    input  logic                             clk_i,
    input  logic                             rst_ni,
    input  logic [Inputs*Pe*ElementBits-1:0] s_in_data_i,
    input  logic [               Inputs-1:0] s_in_valid_i,
    output logic [               Inputs-1:0] s_in_ready_o,
    output logic [       Pe*ElementBits-1:0] m_out_data_o,
    output logic                             m_out_valid_o,
    input  logic                             m_out_ready_i,
    output logic                             issue_o,
    output logic                             blocked_o
);
  if (Inputs < 1) $error("weir_concat: Inputs is %0d, must be at least 1", Inputs);
  if (Pe < 1) $error("weir_concat: Pe is %0d, must be at least 1", Pe);
  if (ElementBits < 1 || ElementBits > 32) $error("weir_concat: ElementBits is %0d, must be 1 to 32", ElementBits);
  for (genvar i = 0; i < Inputs; i++) begin : gen_check
    if (Channels[32*i+:32] == 0 || Channels[32*i+:32] % Pe != 0)
      $error("weir_concat: Channels of input %0d is %0d, must be a multiple of Pe, which is %0d", i, Channels[32*i+:32], Pe);
  end

  function automatic int most_channels(input bit [32*Inputs-1:0] channels);
    int most;
    most = 1;
    for (int i = 0; i < Inputs; i++) if (channels[32*i+:32] > most) most = channels[32*i+:32];
    most_channels = most;
  endfunction

  localparam int Width = Pe * ElementBits;
  localparam int InputBits = Inputs > 1 ? $clog2(Inputs) : 1;
  localparam int FoldBits = $clog2(most_channels(Channels) / (Pe > 0 ? Pe : 1) + 1);

  logic [InputBits-1:0] input_q;
  logic [FoldBits-1:0] fold_q, last;  // the fold at hand; the input's last one
  logic [Inputs-1:0] selected;
  logic last_fold, issue, credit;
  logic [Width-1:0] beat;

  assign last_fold = fold_q == last;
  assign issue = |(s_in_valid_i & selected) && credit;
  assign s_in_ready_o = credit ? selected : '0;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_comb begin
    selected = '0;
    beat = '0;
    last = '0;
    for (int i = 0; i < Inputs; i++) begin
      if (input_q == InputBits'(i)) begin
        selected[i] = 1'b1;
        beat = s_in_data_i[i*Width+:Width];
        last = FoldBits'(Channels[32*i+:32] / Pe - 1);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fold_q <= '0;
      input_q <= '0;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (last_fold) input_q <= input_q == InputBits'(Inputs - 1) ? '0 : input_q + 1'b1;
    end
  end

  weir_output_queue #(
      .Width(Width),
      .Latency(1)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(beat),
      .s_valid_i(issue),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width(Width), .Streams(Inputs)) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule
// verilator lint_on WIDTHCONCAT

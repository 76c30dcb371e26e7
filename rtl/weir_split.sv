// Splits a stream's channels into several streams. It repeats forever: for each output i, for f < Channels[i] / Pe, one
// iteration reads a beat of Pe elements and writes it to output i.
//
// Parameters: Outputs >= 1; Channels: 32 bits for each output, output 0 in the lowest: 1..2 ** 31 - 1, a multiple of Pe;
//   ElementBits 1..56.
// Packing: element p of a beat starts at bit p * ElementBits. Output i starts at bit i * Pe * ElementBits of m_out_data_o, and
//   has bit i of m_out_valid_o and m_out_ready_i.
// Latency L = 1, II = 1, across outputs and pixels. Buffering: for each output a queue of L + 1 beats.
// Does NOT: look at the elements, or let one output's beats overtake those of another output that has no credit.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_split #(
    parameter int                  Outputs = 0,
    parameter bit [32*Outputs-1:0] Channels = 0,
    parameter int                  Pe = 0,
    parameter int                  ElementBits = 0
) (
    input  logic                              clk_i,
    input  logic                              rst_ni,
    input  logic [        Pe*ElementBits-1:0] s_in_data_i,
    input  logic                              s_in_valid_i,
    output logic                              s_in_ready_o,
    output logic [Outputs*Pe*ElementBits-1:0] m_out_data_o,
    output logic [               Outputs-1:0] m_out_valid_o,
    input  logic [               Outputs-1:0] m_out_ready_i,
    output logic                              issue_o,
    output logic                              blocked_o
);
`ifndef __ICARUS__
  if (Outputs < 1) $error("weir_split: Outputs is %0d, must be at least 1", Outputs);
  if (Pe < 1) $error("weir_split: Pe is %0d, must be at least 1", Pe);
  if (ElementBits < 1 || ElementBits > 56) $error("weir_split: ElementBits is %0d, must be 1 to 56", ElementBits);
`endif
  for (genvar i = 0; i < Outputs; i++) begin : gen_check
`ifndef __ICARUS__
    if (Channels[32*i+:32] == 0 || Channels[32*i+:32] % Pe != 0)
      $error("weir_split: Channels of output %0d is %0d, must be a multiple of Pe, which is %0d", i, Channels[32*i+:32], Pe);
`endif
  end

  function automatic int most_channels(input bit [32*Outputs-1:0] channels);
    int most;
    most = 1;
    for (int i = 0; i < Outputs; i++) if (channels[32*i+:32] > most) most = channels[32*i+:32];
    most_channels = most;
  endfunction

  localparam int Width = Pe * ElementBits;
  localparam int OutputBits = Outputs > 1 ? $clog2(Outputs) : 1;
  localparam int FoldBits = $clog2(most_channels(Channels) / (Pe > 0 ? Pe : 1) + 1);

  logic [OutputBits-1:0] output_q;
  logic [FoldBits-1:0] fold_q, last;  // the current fold; the current output's last fold
  logic [Outputs-1:0] selected, credits;
  logic last_fold, issue, credit;

  assign last_fold = fold_q == last;
  assign credit = |(credits & selected);
  assign issue = s_in_valid_i && credit;
  assign s_in_ready_o = credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_comb begin
    selected = '0;
    last = '0;
    for (int i = 0; i < Outputs; i++) begin
      if (output_q == OutputBits'(i)) begin
        selected[i] = 1'b1;
        last = FoldBits'(Channels[32*i+:32] / Pe - 1);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fold_q <= '0;
      output_q <= '0;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (last_fold) output_q <= output_q == OutputBits'(Outputs - 1) ? '0 : output_q + 1'b1;
    end
  end

  for (genvar i = 0; i < Outputs; i++) begin : gen_output
    weir_output_queue #(
        .Width(Width),
        .Latency(1)
    ) u_output (
        .clk_i(clk_i),
        .rst_ni(rst_ni),
        .take_i(issue && selected[i]),
        .credit_o(credits[i]),
        .s_data_i(s_in_data_i),
        .s_valid_i(issue && selected[i]),
        .m_data_o(m_out_data_o[i*Width+:Width]),
        .m_valid_o(m_out_valid_o[i]),
        .m_ready_i(m_out_ready_i[i])
    );
  end

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule

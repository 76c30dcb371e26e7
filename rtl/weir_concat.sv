// Joins streams channel by channel. It repeats forever: for each input i, for f < Channels[i] / Pe, one iteration reads a beat
// of Pe elements from input i and writes it, with each element widened to OutBits bits of the same value.
//
// Parameters: Inputs >= 1. Channels, ElementBits and Kinds have 32 bits for each input, input 0 in the lowest: Channels
//   1..2 ** 31 - 1, a multiple of Pe; ElementBits 1..OutBits; Kinds 0 unsigned, 1 two's complement (also for ternary), 2 bipolar
//   (1 bit, 1 for +1). OutBits 1..56; the output is two's complement if any input is not unsigned. An element of OutBits bits
//   is not changed.
// Packing: in s_in_data_i the bits of input i follow those of input i - 1; input i has bit i of s_in_valid_i and s_in_ready_o.
//   Element p of an input's beat starts at bit p * ElementBits of it, and at bit p * OutBits of the beat written.
// Latency L = 1, II = 1, across inputs and pixels. Buffering: an output queue of L + 1 beats.
// Does NOT: take a beat from an input before its turn.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_concat #(
    parameter int                 Inputs = 0,
    parameter bit [32*Inputs-1:0] Channels = 0,
    parameter int                 Pe = 0,
    parameter bit [32*Inputs-1:0] ElementBits = 0,
    parameter bit [32*Inputs-1:0] Kinds = 0,
    parameter int                 OutBits = 0
) (
    input  logic                                      clk_i,
    input  logic                                      rst_ni,
    input  logic [Pe*sum_of(ElementBits, Inputs)-1:0] s_in_data_i,
    input  logic [                        Inputs-1:0] s_in_valid_i,
    output logic [                        Inputs-1:0] s_in_ready_o,
    output logic [                    Pe*OutBits-1:0] m_out_data_o,
    output logic                                      m_out_valid_o,
    input  logic                                      m_out_ready_i,
    output logic                                      issue_o,
    output logic                                      blocked_o
);
`ifndef __ICARUS__
  if (Inputs < 1) $error("weir_concat: Inputs is %0d, must be at least 1", Inputs);
  if (Pe < 1) $error("weir_concat: Pe is %0d, must be at least 1", Pe);
  if (OutBits < 1 || OutBits > 56) $error("weir_concat: OutBits is %0d, must be 1 to 56", OutBits);
`endif
  for (genvar i = 0; i < Inputs; i++) begin : gen_check
`ifndef __ICARUS__
    if (Channels[32*i+:32] == 0 || Channels[32*i+:32] % Pe != 0)
      $error("weir_concat: Channels of input %0d is %0d, must be a multiple of Pe, which is %0d", i, Channels[32*i+:32], Pe);
    if (Kinds[32*i+:32] > 2) $error("weir_concat: Kinds of input %0d is %0d, must be 0 to 2", i, Kinds[32*i+:32]);
    if (ElementBits[32*i+:32] == 0 || ElementBits[32*i+:32] > OutBits || (Kinds[32*i+:32] == 2 && ElementBits[32*i+:32] != 1))
      $error("weir_concat: ElementBits of input %0d is %0d, must be 1 to OutBits, which is %0d, and 1 for Kinds 2 (it is %0d)", i,
             ElementBits[32*i+:32], OutBits, Kinds[32*i+:32]);
`endif
  end

  // The sum of the first `count` numbers.
  function automatic int sum_of(input bit [32*Inputs-1:0] numbers, input int count);
    int sum;
    sum = 0;
    for (int i = 0; i < count; i++) sum = sum + numbers[32*i+:32];
    sum_of = sum;
  endfunction

  function automatic int most_channels(input bit [32*Inputs-1:0] channels);
    int most;
    most = 1;
    for (int i = 0; i < Inputs; i++) if (channels[32*i+:32] > most) most = channels[32*i+:32];
    most_channels = most;
  endfunction

  localparam int Width = Pe * OutBits;
  localparam int InputBits = Inputs > 1 ? $clog2(Inputs) : 1;
  localparam int FoldBits = $clog2(most_channels(Channels) / (Pe > 0 ? Pe : 1) + 1);

  logic [InputBits-1:0] input_q;
  logic [FoldBits-1:0] fold_q, last;  // the current fold; the current input's last fold
  logic [Inputs-1:0] selected;
  logic last_fold, issue, credit;
  logic [Inputs*Width-1:0] beats;  // each input's beat, converted to OutBits
  logic [Width-1:0] beat;

  for (genvar i = 0; i < Inputs; i++) begin : gen_convert
    localparam int Bits = ElementBits[32*i+:32];
    logic [Pe*Bits-1:0] codes;
    assign codes = s_in_data_i[Pe*sum_of(ElementBits, i)+:Pe*Bits];

    if (Bits == OutBits) begin : gen_same
      assign beats[i*Width+:Width] = codes;
    end else begin : gen_wider
      logic [Width-1:0] wider;
      assign beats[i*Width+:Width] = wider;
      always_comb begin
        wider = '0;
        for (int p = 0; p < Pe; p++) begin
          if (Kinds[32*i+:32] == 2) wider[p*OutBits+:OutBits] = codes[p*Bits] ? OutBits'(1) : {OutBits{1'b1}};
          else if (Kinds[32*i+:32] == 1) wider[p*OutBits+:OutBits] = OutBits'($signed(codes[p*Bits+:Bits]));
          else wider[p*OutBits+:OutBits] = OutBits'(codes[p*Bits+:Bits]);
        end
      end
    end

`ifndef SYNTHESIS
    weir_stable #(.Width(Pe * Bits)) u_s_in_stable (
        .clk_i(clk_i), .rst_ni(rst_ni), .data_i(codes), .valid_i(s_in_valid_i[i]), .ready_i(s_in_ready_o[i]));
`endif
  end

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
        beat = beats[i*Width+:Width];
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

endmodule
// verilator lint_on WIDTHCONCAT

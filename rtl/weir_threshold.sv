// Per-channel multi-threshold activation on a stream. It repeats forever: for cf < Channels / Pe, one iteration reads a beat of
// Pe elements and writes one. The channel is cf * Pe + lane.
//
// Parameters: Channels a multiple of Pe; InputBits 1..56; InputKind 0 unsigned, 1 two's complement (also for ternary), 2
//   bipolar (1 bit, 1 for +1); Steps, OutBits, OutBias as weir_threshold_count states; ThresholdBits at least InputBits + 1
//   (kind 1) or + 2 (other kinds); ThresholdFile: image of Channels / Pe words, threshold (p, k) in lane p * Steps + k.
// Packing: lane p of a beat starts at bit p * InputBits (OutBits on the output).
// Latency L = 2, II = 1. Buffering: an output queue of L + 1 beats (see weir_output_queue).
// Does NOT: know frames; reset returns to channel 0.
// Combinational paths: s_ready_o and blocked_o depend on registers alone; issue_o depends on s_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_threshold #(
    parameter int Channels = 0,
    parameter int Pe = 0,
    parameter int InputBits = 0,
    parameter int InputKind = -1,
    parameter int Steps = 0,
    parameter int OutBits = 0,
    parameter signed OutBias = 0,
    parameter int ThresholdBits = 0,
    parameter     ThresholdFile = ""
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic [Pe*InputBits-1:0] s_in_data_i,
    input  logic                    s_in_valid_i,
    output logic                    s_in_ready_o,
    output logic [  Pe*OutBits-1:0] m_out_data_o,
    output logic                    m_out_valid_o,
    input  logic                    m_out_ready_i,
    output logic                    issue_o,
    output logic                    blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1 || Channels < 1 || Channels % Pe != 0)
    $error("weir_threshold: Channels is %0d, must be a multiple of Pe, which is %0d", Channels, Pe);
  if (InputKind < 0 || InputKind > 2) $error("weir_threshold: InputKind is %0d, must be 0 to 2", InputKind);
  if (InputBits < 1 || InputBits > 56 || (InputKind == 2 && InputBits != 1))
    $error("weir_threshold: InputBits is %0d, must be 1 to 56, and 1 for InputKind 2 (it is %0d)", InputBits, InputKind);
`endif

  // The width of every input value in two's complement.
  localparam int ValueBits = InputKind == 1 ? InputBits : InputBits + 1;

  logic issue, credit, valid_q;
  logic [Pe*InputBits-1:0] in_q;
  logic [Pe*ValueBits-1:0] values;
  logic [Pe*Steps*ThresholdBits-1:0] thresholds;
  logic [Pe*OutBits-1:0] codes;

  assign issue = s_in_valid_i && credit;
  assign s_in_ready_o = credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_ff @(posedge clk_i) begin
    if (issue) in_q <= s_in_data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= issue;
  end

  always_comb begin
    for (int p = 0; p < Pe; p++) begin
      if (InputKind == 2) values[p*ValueBits+:ValueBits] = ValueBits'({!in_q[p], 1'b1});
      else if (InputKind == 1) values[p*ValueBits+:ValueBits] = ValueBits'(in_q[p*InputBits+:InputBits]);
      else values[p*ValueBits+:ValueBits] = ValueBits'({1'b0, in_q[p*InputBits+:InputBits]});
    end
  end

  weir_rom #(
      .Width(Pe * Steps * ThresholdBits),
      .Depth(Channels / Pe),
      .File(ThresholdFile)
  ) u_thresholds (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .next_i(issue),
      .data_o(thresholds)
  );

  weir_threshold_count #(
      .Pe(Pe),
      .Steps(Steps),
      .ValueBits(ValueBits),
      .ThresholdBits(ThresholdBits),
      .OutBits(OutBits),
      .OutBias(OutBias)
  ) u_count (
      .enable_i(valid_q),
      .values_i(values),
      .thresholds_i(thresholds),
      .codes_o(codes)
  );

  weir_output_queue #(
      .Width(Pe * OutBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(codes),
      .s_valid_i(valid_q),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule
// verilator lint_on WIDTHCONCAT

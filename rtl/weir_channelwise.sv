// Applies an operation to each value x and its channel's parameter q: x + q (Op 0), x * q (Op 1) or x >= q (Op 2). It repeats
// forever: for cf < Channels / Pe, one iteration reads a beat of Pe elements and writes one. The channel is cf * Pe + lane.
//
// Parameters: Channels a multiple of Pe; Op 0..2; InputBits, ParameterBits 1..56; InputKind, ParameterKind 0 unsigned, 1 two's
//   complement (also for ternary), 2 bipolar (1 bit, 1 for +1); OutBits 1..56, the low bits of the result; ParameterFile:
//   memory image (see weir_rom).
// Packing: lane p of a beat starts at bit p * InputBits (OutBits on the output). ParameterFile has one word for each cf, and
//   lane p of a word starts at bit p * ParameterBits.
// Latency L = 2, II = 1. Buffering: an output queue of L + 1 beats.
// Does NOT: know how many vectors a frame has, or saturate: OutBits should hold every result.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_channelwise #(
    parameter int Channels = 0,
    parameter int Pe = 0,
    parameter int Op = -1,
    parameter int InputBits = 0,
    parameter int InputKind = -1,
    parameter int ParameterBits = 0,
    parameter int ParameterKind = -1,
    parameter int OutBits = 0,
    parameter     ParameterFile = ""
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
    $error("weir_channelwise: Channels is %0d, must be a multiple of Pe, which is %0d", Channels, Pe);
  if (Op < 0 || Op > 2) $error("weir_channelwise: Op is %0d, must be 0 to 2", Op);
  if (InputKind < 0 || InputKind > 2) $error("weir_channelwise: InputKind is %0d, must be 0 to 2", InputKind);
  if (ParameterKind < 0 || ParameterKind > 2)
    $error("weir_channelwise: ParameterKind is %0d, must be 0 to 2", ParameterKind);
  if (InputBits < 1 || InputBits > 56 || (InputKind == 2 && InputBits != 1))
    $error("weir_channelwise: InputBits is %0d, must be 1 to 56, and 1 for InputKind 2 (it is %0d)", InputBits, InputKind);
  if (ParameterBits < 1 || ParameterBits > 56 || (ParameterKind == 2 && ParameterBits != 1))
    $error("weir_channelwise: ParameterBits is %0d, must be 1 to 56, and 1 for ParameterKind 2 (it is %0d)", ParameterBits,
           ParameterKind);
  if (OutBits < 1 || OutBits > 56) $error("weir_channelwise: OutBits is %0d, must be 1 to 56", OutBits);
`endif

  // The operands' common width, in two's complement, holds every value. A sum or a product only needs its low OutBits bits.
  localparam int OperandBits = InputBits > ParameterBits ? InputBits : ParameterBits;
  localparam int WorkBits = OutBits > OperandBits + 1 ? OutBits : OperandBits + 1;

  function automatic logic signed [WorkBits-1:0] input_value(input logic [InputBits-1:0] code);
    if (InputKind == 2) input_value = code[0] ? WorkBits'(1) : -WorkBits'(1);
    else if (InputKind == 1) input_value = WorkBits'($signed(code));
    else input_value = WorkBits'(code);
  endfunction
  function automatic logic signed [WorkBits-1:0] parameter_value(input logic [ParameterBits-1:0] code);
    if (ParameterKind == 2) parameter_value = code[0] ? WorkBits'(1) : -WorkBits'(1);
    else if (ParameterKind == 1) parameter_value = WorkBits'($signed(code));
    else parameter_value = WorkBits'(code);
  endfunction

  logic issue, credit, valid_q;
  logic [Pe*InputBits-1:0] in_q;
  logic [Pe*ParameterBits-1:0] parameters;
  logic [Pe*OutBits-1:0] results;
  logic signed [WorkBits-1:0] x, q;

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

  weir_rom #(
      .Width(Pe * ParameterBits),
      .Depth(Channels / Pe),
      .File(ParameterFile)
  ) u_parameters (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .next_i(issue),
      .data_o(parameters)
  );

  always_comb begin
    results = '0;
    x = '0;
    q = '0;
    if (valid_q) begin
      for (int p = 0; p < Pe; p++) begin
        x = input_value(in_q[p*InputBits+:InputBits]);
        q = parameter_value(parameters[p*ParameterBits+:ParameterBits]);
        if (Op == 0) results[p*OutBits+:OutBits] = OutBits'(x + q);
        else if (Op == 1) results[p*OutBits+:OutBits] = OutBits'(x * q);
        else results[p*OutBits+:OutBits] = OutBits'(x >= q);
      end
    end
  end

  weir_output_queue #(
      .Width(Pe * OutBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(results),
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

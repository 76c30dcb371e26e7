// Duplicates a stream. It repeats forever: one iteration reads a beat and writes it to all outputs.
//
// Parameters: Width >= 1 bits a beat; Outputs >= 1.
// Packing: output i starts at bit i * Width of m_out_data_o, and has bit i of m_out_valid_o and m_out_ready_i.
// Latency L = 1, II = 1. Buffering: for each output a queue of L + 1 beats, so that one output may be up to that many beats
//   ahead of another.
// Does NOT: look at the elements, or read a beat before every output has a credit.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_fork #(
    parameter int Width = 0,
    parameter int Outputs = 0
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic [        Width-1:0] s_in_data_i,
    input  logic                     s_in_valid_i,
    output logic                     s_in_ready_o,
    output logic [Outputs*Width-1:0] m_out_data_o,
    output logic [      Outputs-1:0] m_out_valid_o,
    input  logic [      Outputs-1:0] m_out_ready_i,
    output logic                     issue_o,
    output logic                     blocked_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_fork: Width is %0d, must be at least 1", Width);
  if (Outputs < 1) $error("weir_fork: Outputs is %0d, must be at least 1", Outputs);
`endif

  logic [Outputs-1:0] credits;
  logic issue;

  assign issue = s_in_valid_i && &credits;
  assign s_in_ready_o = &credits;
  assign issue_o = issue;
  assign blocked_o = !(&credits);

  for (genvar i = 0; i < Outputs; i++) begin : gen_output
    weir_output_queue #(
        .Width(Width),
        .Latency(1)
    ) u_output (
        .clk_i(clk_i),
        .rst_ni(rst_ni),
        .take_i(issue),
        .credit_o(credits[i]),
        .s_data_i(s_in_data_i),
        .s_valid_i(issue),
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

// Shift register of 32 bits in a look-up table (UG953, UG974).
//
// Parameters: INIT: bit i is the output at address i before the first shift; IS_CLK_INVERTED: 1 if the falling edge shifts.
// Latency: A + 1 shifts from D to Q; without CE nothing is shifted. Q31 is the oldest bit, the input of the next cell in a chain.
// Combinational paths: from the address to Q.
module SRLC32E #(
    parameter logic [31:0] INIT = 32'h0,
    parameter logic IS_CLK_INVERTED = 1'b0
) (
    output logic       Q,
    output logic       Q31,
    input  logic [4:0] A,
    input  logic       CE,
    input  logic       CLK,
    input  logic       D
);
  logic [31:0] bits_q = INIT;
  logic clock;
  assign clock = CLK ^ IS_CLK_INVERTED;
  assign Q = bits_q[A];
  assign Q31 = bits_q[31];

  always_ff @(posedge clock) begin
    if (CE) bits_q <= {bits_q[30:0], D};
  end
endmodule

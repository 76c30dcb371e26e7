// Shift register of 16 bits in a look-up table (UG953, UG974).
//
// Parameters: INIT: bit i is the output at address i before the first shift; IS_CLK_INVERTED: 1 if the falling edge shifts.
// Latency: {A3, A2, A1, A0} + 1 shifts from D to Q; without CE nothing is shifted.
//   Q15 is the oldest bit, the input of the next cell in a chain.
// Combinational paths: from the address to Q.
module SRLC16E #(
    parameter logic [15:0] INIT = 16'h0,
    parameter logic IS_CLK_INVERTED = 1'b0
) (
    output logic       Q,
    output logic       Q15,
    input  logic       A0,
    input  logic       A1,
    input  logic       A2,
    input  logic       A3,
    input  logic       CE,
    input  logic       CLK,
    input  logic       D
);
  logic [15:0] bits_q = INIT;
  logic clock;
  assign clock = CLK ^ IS_CLK_INVERTED;
  assign Q = bits_q[{A3, A2, A1, A0}];
  assign Q15 = bits_q[15];

  always_ff @(posedge clock) begin
    if (CE) bits_q <= {bits_q[14:0], D};
  end
endmodule

// Flip-flop with clock enable and synchronous reset (UG953, UG974).
//
// Parameters: INIT: Q before the first edge; IS_*_INVERTED: 1 if the pin is active low, or if the falling clock edge is used.
// Latency: 1. R has priority over CE.
module FDRE #(
    parameter logic INIT = 1'b0,
    parameter logic IS_C_INVERTED = 1'b0,
    parameter logic IS_D_INVERTED = 1'b0,
    parameter logic IS_R_INVERTED = 1'b0
) (
    output logic Q,
    input  logic C,
    input  logic CE,
    input  logic D,
    input  logic R
);
  logic state_q = INIT;
  logic clock;
  logic active;
  assign clock = C ^ IS_C_INVERTED;
  assign active = R ^ IS_R_INVERTED;
  assign Q = state_q;

  always_ff @(posedge clock) begin
    if (active) state_q <= 1'b0;
    else if (CE) state_q <= D ^ IS_D_INVERTED;
  end
endmodule

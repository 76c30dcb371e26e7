// Flip-flop with clock enable and asynchronous preset (UG953, UG974).
//
// Parameters: INIT: Q before the first edge; IS_*_INVERTED: 1 if the pin is active low, or if the falling clock edge is used.
// Latency: 1. PRE has priority over CE.
module FDPE #(
    parameter logic INIT = 1'b1,
    parameter logic IS_C_INVERTED = 1'b0,
    parameter logic IS_D_INVERTED = 1'b0,
    parameter logic IS_PRE_INVERTED = 1'b0
) (
    output logic Q,
    input  logic C,
    input  logic CE,
    input  logic D,
    input  logic PRE
);
  logic state_q = INIT;
  logic clock;
  logic active;
  assign clock = C ^ IS_C_INVERTED;
  assign active = PRE ^ IS_PRE_INVERTED;
  assign Q = state_q;

  always_ff @(posedge clock or posedge active) begin
    if (active) state_q <= 1'b1;
    else if (CE) state_q <= D ^ IS_D_INVERTED;
  end
endmodule

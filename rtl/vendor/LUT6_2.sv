// Look-up table of six inputs, or two of five that share their inputs (UG953, UG974).
//
// Parameters: INIT: O6 is bit {I5, I4, I3, I2, I1, I0}, O5 bit {0, I4, I3, I2, I1, I0}.
// Latency: 0. Both outputs depend combinationally on their inputs.
module LUT6_2 #(
    parameter logic [63:0] INIT = 64'h0
) (
    output logic O6,
    output logic O5,
    input  logic I0,
    input  logic I1,
    input  logic I2,
    input  logic I3,
    input  logic I4,
    input  logic I5
);
  assign O6 = INIT[{I5, I4, I3, I2, I1, I0}];
  assign O5 = INIT[{1'b0, I4, I3, I2, I1, I0}];
endmodule

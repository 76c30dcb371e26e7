// Look-up table of 2 inputs (UG953, UG974).
//
// Parameters: INIT: bit i is the output for inputs with the binary value i, I0 being the lowest bit.
// Latency: 0. O depends combinationally on every input.
module LUT2 #(
    parameter logic [3:0] INIT = 4'h0
) (
    output logic O,
    input  logic I0,
    input  logic I1
);
  assign O = INIT[{I1, I0}];
endmodule

// Look-up table of 1 input (UG953, UG974).
//
// Parameters: INIT: bit i is the output for inputs with the binary value i, I0 being the lowest bit.
// Latency: 0. O depends combinationally on every input.
module LUT1 #(
    parameter logic [1:0] INIT = 2'h0
) (
    output logic O,
    input  logic I0
);
  assign O = INIT[I0];
endmodule

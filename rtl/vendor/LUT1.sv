// Look-up table of 1 input (UG953, UG974).
//
// Parameters: INIT: bit i is the output where the inputs, I0 the lowest, count i.
// Latency: 0. O depends combinationally on every input.
module LUT1 #(
    parameter logic [1:0] INIT = 2'h0
) (
    output logic O,
    input  logic I0
);
  assign O = INIT[I0];
endmodule

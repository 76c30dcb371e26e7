// Look-up table of 3 inputs (UG953, UG974).
//
// Parameters: INIT: bit i is the output for inputs with the binary value i, I0 being the lowest bit.
// Latency: 0. O depends combinationally on every input.
module LUT3 #(
    parameter logic [7:0] INIT = 8'h0
) (
    output logic O,
    input  logic I0,
    input  logic I1,
    input  logic I2
);
  assign O = INIT[{I2, I1, I0}];
endmodule

// Multiplexer of two inputs (UG953, UG974).
//
// Latency: 0. O is I1 if S is high, else I0.
module MUXF7 (
    output logic O,
    input  logic I0,
    input  logic I1,
    input  logic S
);
  assign O = S ? I1 : I0;
endmodule

// Clock buffer (UG953, UG974): a wire.
module BUFG (
    output logic O,
    input  logic I
);
  assign O = I;
endmodule

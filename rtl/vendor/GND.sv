// Constant low (UG953, UG974).
module GND (
    output logic G
);
  assign G = 1'b0;
endmodule

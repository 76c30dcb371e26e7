// Constant high (UG953, UG974).
module VCC (
    output logic P
);
  assign P = 1'b1;
endmodule

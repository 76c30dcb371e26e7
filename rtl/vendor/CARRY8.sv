// Carry chain of eight bits, or two of four (UG974).
//
// Parameters: CARRY_TYPE "SINGLE_CY8", in which CI_TOP is ignored, or "DUAL_CY4", in which it is the carry in of bits 4 to 7.
// Latency: 0. Bit i adds S[i] to the carry below it; if S[i] is low, DI[i] is its carry out.
module CARRY8 #(
    parameter string CARRY_TYPE = "SINGLE_CY8"
) (
    output logic [7:0] CO,
    output logic [7:0] O,
    input  logic       CI,
    input  logic       CI_TOP,
    input  logic [7:0] DI,
    input  logic [7:0] S
);
  localparam string Type = string'(CARRY_TYPE);
  if (Type != "SINGLE_CY8" && Type != "DUAL_CY4") $error("CARRY8: CARRY_TYPE is \"%s\", must be \"SINGLE_CY8\" or \"DUAL_CY4\"", Type);

  always_comb begin
    logic carry;
    carry = CI;
    for (int i = 0; i < 8; i++) begin
      if (i == 4 && Type == "DUAL_CY4") carry = CI_TOP;
      O[i] = S[i] ^ carry;
      if (!S[i]) carry = DI[i];
      CO[i] = carry;
    end
  end
endmodule

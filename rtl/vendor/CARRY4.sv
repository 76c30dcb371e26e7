// Carry chain of four bits (UG953).
//
// Latency: 0. Bit i adds S[i] to the carry below it; if S[i] is low, DI[i] is its carry out. The carry in is CI | CYINIT:
//   a design drives one of the two and ties the other low.
module CARRY4 (
    output logic [3:0] CO,
    output logic [3:0] O,
    input  logic       CI,
    input  logic       CYINIT,
    input  logic [3:0] DI,
    input  logic [3:0] S
);
  always_comb begin
    logic carry;
    carry = CI | CYINIT;
    for (int i = 0; i < 4; i++) begin
      O[i] = S[i] ^ carry;
      if (!S[i]) carry = DI[i];
      CO[i] = carry;
    end
  end
endmodule

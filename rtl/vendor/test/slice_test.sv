// Tests LUTs, multiplexers, carry chains, flip-flops and shift registers against sums, shifts and delays of random bits.
module slice_test (
    input logic clk,
    output int checks,
    output int errors
);
  localparam logic [63:0] Init = 64'h6996_5ac3_0f37_e81d;
  logic [31:0] r, s;
  logic [6:0] lut;
  logic o5, o6, mux7, mux8, mux9;
  LUT1 #(.INIT(Init[1:0])) u_lut1 (.O(lut[1]), .I0(r[0]));
  LUT2 #(.INIT(Init[3:0])) u_lut2 (.O(lut[2]), .I0(r[0]), .I1(r[1]));
  LUT3 #(.INIT(Init[7:0])) u_lut3 (.O(lut[3]), .I0(r[0]), .I1(r[1]), .I2(r[2]));
  LUT4 #(.INIT(Init[15:0])) u_lut4 (.O(lut[4]), .I0(r[0]), .I1(r[1]), .I2(r[2]), .I3(r[3]));
  LUT5 #(.INIT(Init[31:0])) u_lut5 (.O(lut[5]), .I0(r[0]), .I1(r[1]), .I2(r[2]), .I3(r[3]), .I4(r[4]));
  LUT6 #(.INIT(Init)) u_lut6 (.O(lut[6]), .I0(r[0]), .I1(r[1]), .I2(r[2]), .I3(r[3]), .I4(r[4]), .I5(r[5]));
  LUT6_2 #(.INIT(Init)) u_lut62 (.O6(o6), .O5(o5), .I0(r[0]), .I1(r[1]), .I2(r[2]), .I3(r[3]), .I4(r[4]), .I5(r[5]));
  MUXF7 u_mux7 (.O(mux7), .I0(r[0]), .I1(r[1]), .S(r[2]));
  MUXF8 u_mux8 (.O(mux8), .I0(r[0]), .I1(r[1]), .S(r[2]));
  MUXF9 u_mux9 (.O(mux9), .I0(r[0]), .I1(r[1]), .S(r[2]));

  logic [3:0] co4, o4;
  logic [7:0] co8, o8, co44, o44;
  CARRY4 u_carry4 (.CO(co4), .O(o4), .CI(r[16] && r[17]), .CYINIT(r[16] && !r[17]), .DI(r[3:0]), .S(r[3:0] ^ r[11:8]));
  CARRY8 u_carry8 (.CO(co8), .O(o8), .CI(r[16]), .CI_TOP(r[17]), .DI(r[7:0]), .S(r[7:0] ^ r[15:8]));
  CARRY8 #(.CARRY_TYPE("DUAL_CY4")) u_carry44 (.CO(co44), .O(o44), .CI(r[16]), .CI_TOP(r[17]), .DI(r[7:0]), .S(r[7:0] ^ r[15:8]));

  logic [3:0] q, wanted;
  FDRE u_fdre (.Q(q[0]), .C(clk), .CE(s[0]), .D(s[1]), .R(s[3:2] == 0));
  FDSE u_fdse (.Q(q[1]), .C(clk), .CE(s[0]), .D(s[1]), .S(s[3:2] == 0));
  FDCE u_fdce (.Q(q[2]), .C(clk), .CE(s[0]), .D(s[1]), .CLR(s[3:2] == 0));
  FDPE u_fdpe (.Q(q[3]), .C(clk), .CE(s[0]), .D(s[1]), .PRE(s[3:2] == 0));
  initial wanted = 4'b1010;

  logic q16, qc16, q15, q32, q31;
  logic [31:0] shifted;
  SRL16E #(.INIT(16'hbeef)) u_srl16 (.Q(q16), .A0(r[0]), .A1(r[1]), .A2(r[2]), .A3(r[3]), .CE(s[0]), .CLK(clk), .D(s[1]));
  SRLC16E #(.INIT(16'hbeef)) u_srlc16 (.Q(qc16), .Q15(q15), .A0(r[0]), .A1(r[1]), .A2(r[2]), .A3(r[3]), .CE(s[0]), .CLK(clk), .D(s[1]));
  SRLC32E #(.INIT(32'hdeadbeef)) u_srlc32 (.Q(q32), .Q31(q31), .A(r[4:0]), .CE(s[0]), .CLK(clk), .D(s[1]));
  initial shifted = 32'hdeadbeef;

  function automatic void check(bit ok, string what);
    checks++;
    if (!ok) errors++;
    if (!ok && errors == 1) $display("slice_test: %s", what);
  endfunction

  initial r = 0;
  initial s = 0;
  always @(posedge clk) begin
    for (int i = 1; i <= 6; i++) check(lut[i] == 1'(Init >> (r & ((32'd1 << i) - 1))), "LUT");
    check(o6 == 1'(Init >> r[5:0]) && o5 == 1'(Init >> r[4:0]), "LUT6_2");
    check(mux7 == r[r[2]] && mux8 == r[r[2]] && mux9 == r[r[2]], "MUXF");
    for (int i = 0; i < 8; i++) begin
      automatic int mask = (2 << i) - 1;
      automatic int sum = (32'(r[7:0]) & mask) + (32'(r[15:8]) & mask) + 32'(r[16]);
      check(co8[i] == 1'(sum >> (i + 1)) && o8[i] == 1'(sum >> i), "CARRY8");
      if (i < 4) check(co4[i] == co8[i] && o4[i] == o8[i], "CARRY4");
      if (i >= 4) sum = ((32'(r[7:4]) & (mask >> 4)) + (32'(r[15:12]) & (mask >> 4)) + 32'(r[17])) << 4;
      check(co44[i] == 1'(sum >> (i + 1)) && o44[i] == 1'(sum >> i), "CARRY8, dual");
    end
    if (s[3:2] == 0) wanted[3:2] = 2'b10;
    check(q == wanted, "FDRE, FDSE, FDCE or FDPE");
    if (s[0]) wanted = {4{s[1]}};
    if (s[3:2] == 0) wanted = 4'b1010;
    check(q16 == shifted[r[3:0]] && qc16 == q16 && q15 == shifted[15], "SRL16E or SRLC16E");
    check(q32 == shifted[r[4:0]] && q31 == shifted[31], "SRLC32E");
    if (s[0]) shifted = {shifted[30:0], s[1]};
    r <= $urandom;
    s <= $urandom;
  end
endmodule

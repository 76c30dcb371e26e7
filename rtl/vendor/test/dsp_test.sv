// Tests the DSP slices against integer arithmetic: as a multiply-accumulator that subtracts A from D in the pre-adder, with only
// the P register and random modes, and as a chain of two DSP58 with three products each.
module dsp_test (
    input logic clk,
    output int checks,
    output int errors
);
  logic signed [26:0] a = 0, d = 0;
  logic signed [17:0] b = 0;
  logic signed [47:0] c = 0, cascade = 0;
  logic zero = 0, last = 0, en = 0, rst = 1;
  logic [47:0] p1, p2, q;
  logic [57:0] p58, chain, dot;
  localparam logic [6:0] Inversion = 7'b010_01_01;

`define OFF .ALUMODE('0), .CARRYINSEL('0), .CARRYIN(1'b0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .ACIN('0), .BCIN('0), .CEALUMODE(1'b0), .CEC(1'b0), .CECARRYIN(1'b0), .CED(1'b0), \
    .RSTC(1'b0), .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .C('0)
`define MAC(width) .CLK(clk), .INMODE(5'b01100), .A(width'(signed'(a))), .B(b), .CEA1(1'b0), .CEA2(1'b0), .CEB1(1'b0), .CEB2(en), .CEAD(en), .CECTRL(en), .CEM(en), .CEP(en), .CEINMODE(1'b0), \
    .RSTA(1'b0), .RSTB(zero), .RSTD(rst), .RSTCTRL(1'b0), .RSTINMODE(1'b0), .RSTM(rst), .RSTP(rst), .PCIN('0)
  DSP48E1 #(.USE_DPORT("TRUE"), .ACASCREG(0), .AREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .INMODEREG(0)) u_e1 (
      `OFF, `MAC(30), .OPMODE({1'b0, last, 5'b0} ^ Inversion), .D(25'(signed'(d[23:0]))), .P(p1),
      .ACOUT(), .BCOUT(), .PCOUT(), .CARRYOUT(), .CARRYCASCOUT(), .MULTSIGNOUT(), .OVERFLOW(), .UNDERFLOW(), .PATTERNDETECT(), .PATTERNBDETECT());
  DSP48E2 #(.AMULTSEL("AD"), .IS_OPMODE_INVERTED({2'b00, Inversion}), .ACASCREG(0), .AREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .INMODEREG(0)) u_e2 (
      `OFF, `MAC(30), .OPMODE({3'b000, last, 5'b0}), .D(27'(signed'(d[23:0]))), .P(p2),
      .ACOUT(), .BCOUT(), .PCOUT(), .CARRYOUT(), .CARRYCASCOUT(), .MULTSIGNOUT(), .OVERFLOW(), .UNDERFLOW(), .PATTERNDETECT(), .PATTERNBDETECT(), .XOROUT());
  DSP58 #(.AMULTSEL("AD"), .IS_OPMODE_INVERTED({2'b00, Inversion}), .ACASCREG(0), .AREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .INMODEREG(0)) u_58 (
      `OFF, `MAC(34), .OPMODE({3'b000, last, 5'b0}), .D(27'(signed'(d[23:0]))), .P(p58), .NEGATE('0), .ASYNC_RST(1'b0),
      .ACOUT(), .BCOUT(), .PCOUT(), .CARRYOUT(), .CARRYCASCOUT(), .MULTSIGNOUT(), .OVERFLOW(), .UNDERFLOW(), .PATTERNDETECT(), .PATTERNBDETECT(), .XOROUT());

  // Only the P register, with a clock enable: the adder with every setting of its multiplexers.
  logic [8:0] op = 0;
  logic [3:0] alu = 0;
  logic [4:0] in = 0;
  logic carry = 0;
  DSP48E2 #(.AMULTSEL("AD"), .RND(48'h123456789abc), .ACASCREG(0), .AREG(0), .BCASCREG(0), .BREG(0), .ADREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .INMODEREG(0), .MREG(0),
      .OPMODEREG(0)) u_all (
      .CLK(clk), .A(30'(signed'(a))), .B(b), .C(c), .D(d), .PCIN(cascade), .ACIN('0), .BCIN('0), .OPMODE(op), .ALUMODE(alu), .INMODE(in), .CARRYIN(carry), .CARRYINSEL('0), .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0),
      .CEA1(1'b0), .CEA2(1'b0), .CEB1(1'b0), .CEB2(1'b0), .CEAD(1'b0), .CECTRL(1'b0), .CEM(1'b0), .CEP(en), .CEINMODE(1'b0), .CEALUMODE(1'b0), .CEC(1'b0), .CECARRYIN(1'b0), .CED(1'b0), .RSTA(1'b0), .RSTB(1'b0),
      .RSTC(1'b0), .RSTD(1'b0), .RSTCTRL(1'b0), .RSTINMODE(1'b0), .RSTALLCARRYIN(1'b0), .RSTALUMODE(1'b0), .RSTM(1'b0), .RSTP(rst), .P(q),
      .ACOUT(), .BCOUT(), .PCOUT(), .CARRYOUT(), .CARRYCASCOUT(), .MULTSIGNOUT(), .OVERFLOW(), .UNDERFLOW(), .PATTERNDETECT(), .PATTERNBDETECT(), .XOROUT());

  // Three products each. The second slice adds the first one's sum, which is not registered, and accumulates.
`define DOT .DSP_MODE("INT8"), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .CREG(0), .DREG(0), .ADREG(0)
`define DOTPORTS `OFF, .CLK(clk), .INMODE({3'b100, zero, 1'b1}), .CEA1(en), .CEA2(1'b0), .CEB1(en), .CEB2(1'b0), .CEAD(1'b0), .CECTRL(en), .CEM(en), .CEINMODE(en), .RSTA(rst), .RSTB(rst), .RSTD(1'b0), .RSTCTRL(rst), \
    .RSTINMODE(rst), .RSTM(rst), .D('0), .NEGATE('0), .ASYNC_RST(1'b0), .ACOUT(), .BCOUT(), .CARRYOUT(), .CARRYCASCOUT(), .MULTSIGNOUT(), .OVERFLOW(), .UNDERFLOW(), .PATTERNDETECT(), .PATTERNBDETECT(), .XOROUT()
  DSP58 #(`DOT, .PREG(0), .IS_OPMODE_INVERTED(9'b00_000_01_01)) u_first (
      `DOTPORTS, .A(34'(a)), .B(c[23:0]), .PCIN('0), .OPMODE('0), .CEP(1'b0), .RSTP(1'b0), .P(), .PCOUT(chain));
  DSP58 #(`DOT, .IS_OPMODE_INVERTED(9'b01_001_01_01)) u_second (
      `DOTPORTS, .A(34'(d)), .B(c[47:24]), .PCIN(chain), .OPMODE({1'b0, last, 7'b0}), .CEP(en), .RSTP(rst), .P(dot), .PCOUT());

  function automatic void check(bit ok, string what);
    checks++;
    if (!ok) errors++;
    if (!ok && errors == 1) $display("dsp_test: %s", what);
  endfunction
  function automatic longint three(logic [26:0] x, logic [23:0] y);
    three = 0;
    for (int i = 0; i < 3; i++) three += longint'(signed'(x[9*i+:9])) * longint'(signed'(y[8*i+:8]));
  endfunction

  longint b1, ad1, ad1e1, m2, m2e1, sum, sume1, s1, sm, ssum, w, x, y, z, r, ones;
  bit clear, was_zero, clear_d, first, unknown;
  logic [26:0] pre;
  initial ones = -1;
  always @(posedge clk) begin
    check(p1 == 48'(sume1) && p2 == 48'(sum) && p58 == 58'(sum), "multiply and accumulate");
    check(dot == 58'(ssum), "three products");
    // The accumulators.
    if (rst) {sum, sume1, m2, m2e1, ad1, ad1e1} = '0;
    else if (en) begin
      sum = m2 + (clear ? 0 : sum);
      sume1 = m2e1 + (clear ? 0 : sume1);
      m2 = b1 * ad1;
      m2e1 = b1 * ad1e1;
      pre = 27'(longint'(signed'(d[23:0])) - longint'(a));
      ad1 = longint'(signed'(pre));
      ad1e1 = longint'(signed'(pre[24:0]));
    end
    if (zero) b1 = 0;
    else if (en) b1 = longint'(b);
    if (en) clear = last;
    if (rst) {ssum, sm, s1, was_zero, clear_d} = '0;
    else if (en) begin
      ssum = sm + (clear_d ? 0 : ssum);
      sm = was_zero ? 0 : s1;
      s1 = three(a, c[23:0]) + three(d, c[47:24]);
      was_zero = zero;
      clear_d = last;
    end
    // The adder.
    if (!first) begin
      first = 1;
      r = 0;
    end
    check(q == 48'(r), "adder");
    pre = 27'((in[2] ? longint'(d) : 0) + (in[3] ? -1 : 1) * (in[1] ? 0 : longint'(a)));
    case (op[1:0])
      0: x = 0;
      1: x = longint'(signed'(pre)) * longint'(b);
      2: x = r;
      default: x = longint'({30'(signed'(a)), b});
    endcase
    case (op[3:2])
      2: y = ones;
      3: y = longint'(c);
      default: y = 0;
    endcase
    case (op[6:4])
      1: z = longint'(cascade);
      2: z = r;
      3: z = longint'(c);
      5: z = longint'(cascade) >>> 17;
      6: z = longint'(signed'(48'(r))) >>> 17;
      default: z = 0;
    endcase
    case (op[8:7])
      0: w = 0;
      1: w = r;
      2: w = 64'h123456789abc;
      default: w = longint'(c);
    endcase
    if (rst) r = 0;
    else if (en)
      case (alu)
        0: r = z + w + x + y + 64'(carry);
        3: r = z - (w + x + y + 64'(carry));
        1: r = -z + w + x + y + 64'(carry) - 1;
        2: r = -(z + w + x + y + 64'(carry)) - 1;
        4: r = op[3] ? ~(x ^ z) : x ^ z;
        12: r = op[3] ? x | z : x & z;
        13: r = op[3] ? x | ~z : x & ~z;
        14: r = op[3] ? ~(x | z) : ~(x & z);
        default: r = op[3] ? ~x & z : ~x | z;
      endcase
    rst <= $urandom_range(0, 99) == 0;
    en <= $urandom_range(0, 3) != 0;
    zero <= $urandom_range(0, 7) == 0;
    last <= $urandom_range(0, 7) == 0;
    a <= 27'($urandom);
    b <= 18'($urandom);
    d <= 27'($urandom);
    c <= {16'($urandom), 32'($urandom)};
    cascade <= {16'($urandom), 32'($urandom)};
    carry <= 1'($urandom);
    in <= {1'b0, 3'($urandom), 1'b0};
    // X selects the product only if Y does, too. Logic functions need a Y of all zeros or all ones.
    begin
      automatic logic [8:0] next = 9'($urandom);
      automatic int mode = int'($urandom_range(0, 8));
      if (next[6:4] == 4 || next[6:4] == 7) next[6:4] = 0;
      if (next[1:0] == 1 || next[3:2] == 1) next[3:0] = 4'b0101;
      alu <= mode < 4 ? 4'(mode) : mode == 4 ? 4 : 4'(mode + 7);
      if (mode >= 4) begin
        next[8:7] = 0;
        next[2] = 0;
        if (next[1:0] == 1) next[1:0] = 3;
      end
      op <= next;
    end
  end
endmodule

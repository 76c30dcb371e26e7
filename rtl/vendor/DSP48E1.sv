// DSP slice (UG479, UG953): pre-adder, multiplier of 25 by 18 bits and adder of 48 bits.
//
// Parameters and ports: the vendor's. Latency: one cycle for each register on the path.
// Does NOT: support pattern detection, a multiplier's sign across slices (OPMODE Z of 100), or
//   CARRYINSEL 110 with a CARRYINREG.
module DSP48E1 #(
    parameter int ACASCREG = 1,
    parameter int ADREG = 1,
    parameter int ALUMODEREG = 1,
    parameter int AREG = 1,
    parameter string AUTORESET_PATDET = "NO_RESET",
    parameter string A_INPUT = "DIRECT",
    parameter int BCASCREG = 1,
    parameter int BREG = 1,
    parameter string B_INPUT = "DIRECT",
    parameter int CARRYINREG = 1,
    parameter int CARRYINSELREG = 1,
    parameter int CREG = 1,
    parameter int DREG = 1,
    parameter int INMODEREG = 1,
    parameter logic [3:0] IS_ALUMODE_INVERTED = 4'h0,
    parameter logic IS_CARRYIN_INVERTED = 1'h0,
    parameter logic IS_CLK_INVERTED = 1'h0,
    parameter logic [4:0] IS_INMODE_INVERTED = 5'h0,
    parameter logic [6:0] IS_OPMODE_INVERTED = 7'h0,
    parameter logic [47:0] MASK = 48'h3FFFFFFFFFFF,
    parameter int MREG = 1,
    parameter int OPMODEREG = 1,
    parameter logic [47:0] PATTERN = 48'h0,
    parameter int PREG = 1,
    parameter string SEL_MASK = "MASK",
    parameter string SEL_PATTERN = "PATTERN",
    parameter string USE_DPORT = "FALSE",
    parameter string USE_MULT = "MULTIPLY",
    parameter string USE_PATTERN_DETECT = "NO_PATDET",
    parameter string USE_SIMD = "ONE48"
) (
    output logic [29:0] ACOUT,
    output logic [17:0] BCOUT,
    output logic        CARRYCASCOUT,
    output logic [ 3:0] CARRYOUT,
    output logic        MULTSIGNOUT,
    output logic        OVERFLOW,
    output logic [47:0] P,
    output logic        PATTERNBDETECT,
    output logic        PATTERNDETECT,
    output logic [47:0] PCOUT,
    output logic        UNDERFLOW,
    input  logic [29:0] A,
    input  logic [29:0] ACIN,
    input  logic [ 3:0] ALUMODE,
    input  logic [17:0] B,
    input  logic [17:0] BCIN,
    input  logic [47:0] C,
    input  logic        CARRYCASCIN,
    input  logic        CARRYIN,
    input  logic [ 2:0] CARRYINSEL,
    input  logic        CEA1,
    input  logic        CEA2,
    input  logic        CEAD,
    input  logic        CEALUMODE,
    input  logic        CEB1,
    input  logic        CEB2,
    input  logic        CEC,
    input  logic        CECARRYIN,
    input  logic        CECTRL,
    input  logic        CED,
    input  logic        CEINMODE,
    input  logic        CEM,
    input  logic        CEP,
    input  logic        CLK,
    input  logic [24:0] D,
    input  logic [ 4:0] INMODE,
    input  logic        MULTSIGNIN,
    input  logic [ 6:0] OPMODE,
    input  logic [47:0] PCIN,
    input  logic        RSTA,
    input  logic        RSTALLCARRYIN,
    input  logic        RSTALUMODE,
    input  logic        RSTB,
    input  logic        RSTC,
    input  logic        RSTCTRL,
    input  logic        RSTD,
    input  logic        RSTINMODE,
    input  logic        RSTM,
    input  logic        RSTP
);
  localparam string AutoresetPatdet = string'(AUTORESET_PATDET);
  localparam string AInput = string'(A_INPUT);
  localparam string BInput = string'(B_INPUT);
  localparam string SelMask = string'(SEL_MASK);
  localparam string SelPattern = string'(SEL_PATTERN);
  localparam string UseDport = string'(USE_DPORT);
  localparam string UseMult = string'(USE_MULT);
  localparam string UsePatternDetect = string'(USE_PATTERN_DETECT);
  localparam string UseSimd = string'(USE_SIMD);

  if (AInput != "DIRECT" && AInput != "CASCADE")
    $error("DSP48E1: A_INPUT is \"%s\", must be \"DIRECT\" or \"CASCADE\"", AInput);
  if (BInput != "DIRECT" && BInput != "CASCADE")
    $error("DSP48E1: B_INPUT is \"%s\", must be \"DIRECT\" or \"CASCADE\"", BInput);
  if (UseMult != "MULTIPLY" && UseMult != "DYNAMIC" && UseMult != "NONE")
    $error("DSP48E1: USE_MULT is \"%s\", must be \"MULTIPLY\", \"DYNAMIC\" or \"NONE\"", UseMult);
  if (UseSimd != "ONE48" && UseSimd != "TWO24" && UseSimd != "FOUR12")
    $error("DSP48E1: USE_SIMD is \"%s\", must be \"ONE48\", \"TWO24\" or \"FOUR12\"", UseSimd);
  if (UsePatternDetect != "NO_PATDET")
    $error("DSP48E1: USE_PATTERN_DETECT is \"%s\", only \"NO_PATDET\" is supported", UsePatternDetect);
  if (AutoresetPatdet != "NO_RESET")
    $error("DSP48E1: AUTORESET_PATDET is \"%s\", only \"NO_RESET\" is supported", AutoresetPatdet);
  if (UseDport != "TRUE" && UseDport != "FALSE")
    $error("DSP48E1: USE_DPORT is \"%s\", must be \"TRUE\" or \"FALSE\"", UseDport);
  if (ACASCREG < 0 || ACASCREG > 2) $error("DSP48E1: ACASCREG is %0d, must be 0 to 2", ACASCREG);
  if (ADREG < 0 || ADREG > 1) $error("DSP48E1: ADREG is %0d, must be 0 to 1", ADREG);
  if (ALUMODEREG < 0 || ALUMODEREG > 1) $error("DSP48E1: ALUMODEREG is %0d, must be 0 to 1", ALUMODEREG);
  if (AREG < 0 || AREG > 2) $error("DSP48E1: AREG is %0d, must be 0 to 2", AREG);
  if (BCASCREG < 0 || BCASCREG > 2) $error("DSP48E1: BCASCREG is %0d, must be 0 to 2", BCASCREG);
  if (BREG < 0 || BREG > 2) $error("DSP48E1: BREG is %0d, must be 0 to 2", BREG);
  if (CARRYINREG < 0 || CARRYINREG > 1) $error("DSP48E1: CARRYINREG is %0d, must be 0 to 1", CARRYINREG);
  if (CARRYINSELREG < 0 || CARRYINSELREG > 1) $error("DSP48E1: CARRYINSELREG is %0d, must be 0 to 1", CARRYINSELREG);
  if (CREG < 0 || CREG > 1) $error("DSP48E1: CREG is %0d, must be 0 to 1", CREG);
  if (DREG < 0 || DREG > 1) $error("DSP48E1: DREG is %0d, must be 0 to 1", DREG);
  if (INMODEREG < 0 || INMODEREG > 1) $error("DSP48E1: INMODEREG is %0d, must be 0 to 1", INMODEREG);
  if (MREG < 0 || MREG > 1) $error("DSP48E1: MREG is %0d, must be 0 to 1", MREG);
  if (OPMODEREG < 0 || OPMODEREG > 1) $error("DSP48E1: OPMODEREG is %0d, must be 0 to 1", OPMODEREG);
  if (PREG < 0 || PREG > 1) $error("DSP48E1: PREG is %0d, must be 0 to 1", PREG);
  if (ACASCREG > AREG || (AREG > 0 && ACASCREG == 0))
    $error("DSP48E1: ACASCREG is %0d with AREG %0d, must be that, or 1 of 2", ACASCREG, AREG);
  if (BCASCREG > BREG || (BREG > 0 && BCASCREG == 0))
    $error("DSP48E1: BCASCREG is %0d with BREG %0d, must be that, or 1 of 2", BCASCREG, BREG);
  // Parameters of pattern detection, which is not supported.
  if (SelMask == "" || SelPattern == "" || (^MASK ^ ^PATTERN) === 1'bx)
    $error("DSP48E1: SEL_MASK, SEL_PATTERN, MASK or PATTERN is empty or unknown");

  logic unused;
  assign unused = &{1'b0, MULTSIGNIN};
  weir_dsp #(
      .AWidth(30),
      .BWidth(18),
      .PWidth(48),
      .DWidth(25),
      .MultiplyA(25),
      .MultiplyB(18),
      .Shift(17),
      .CascadesA(AInput == "CASCADE"),
      .CascadesB(BInput == "CASCADE"),
      .ARegs(AREG),
      .BRegs(BREG),
      .ACascadeRegs(ACASCREG),
      .BCascadeRegs(BCASCREG),
      .AdRegs(ADREG),
      .AluModeRegs(ALUMODEREG),
      .CarryInRegs(CARRYINREG),
      .CarrySelRegs(CARRYINSELREG),
      .CRegs(CREG),
      .DRegs(DREG),
      .InModeRegs(INMODEREG),
      .MRegs(MREG),
      .OpModeRegs(OPMODEREG),
      .PRegs(PREG),
      .UsesAd(UseDport == "TRUE"),
      .AdTakesB(1'b0),
      .MultiplyBAd(1'b0),
      .Dot(1'b0),
      .Multiplies(UseMult != "NONE"),
      .Lanes(UseSimd == "FOUR12" ? 4 : UseSimd == "TWO24" ? 2 : 1),
      .Round('0)
  ) u_dsp (
      .clk_i(CLK ^ IS_CLK_INVERTED),
      .a_i(A),
      .b_i(B),
      .c_i(C),
      .d_i(D),
      .a_cascade_i(ACIN),
      .b_cascade_i(BCIN),
      .p_cascade_i(PCIN),
      .carry_cascade_i(CARRYCASCIN),
      .alu_mode_i(ALUMODE ^ IS_ALUMODE_INVERTED),
      .carry_i(CARRYIN ^ IS_CARRYIN_INVERTED),
      .carry_sel_i(CARRYINSEL),
      .in_mode_i(INMODE ^ IS_INMODE_INVERTED),
      .op_mode_i({2'b00, OPMODE ^ IS_OPMODE_INVERTED}),
      .ce_a1_i(CEA1),
      .ce_a2_i(CEA2),
      .ce_ad_i(CEAD),
      .ce_alu_mode_i(CEALUMODE),
      .ce_b1_i(CEB1),
      .ce_b2_i(CEB2),
      .ce_c_i(CEC),
      .ce_carry_i(CECARRYIN),
      .ce_control_i(CECTRL),
      .ce_d_i(CED),
      .ce_in_mode_i(CEINMODE),
      .ce_m_i(CEM),
      .ce_p_i(CEP),
      .rst_a_i(RSTA),
      .rst_b_i(RSTB),
      .rst_c_i(RSTC),
      .rst_d_i(RSTD),
      .rst_carry_i(RSTALLCARRYIN),
      .rst_alu_mode_i(RSTALUMODE),
      .rst_control_i(RSTCTRL),
      .rst_in_mode_i(RSTINMODE),
      .rst_m_i(RSTM),
      .rst_p_i(RSTP),
      .a_cascade_o(ACOUT),
      .b_cascade_o(BCOUT),
      .p_o(P),
      .carry_o(CARRYOUT),
      .carry_cascade_o(CARRYCASCOUT)
  );
  assign PCOUT = P;
  assign MULTSIGNOUT = 1'b0;
  assign OVERFLOW = 1'b0;
  assign UNDERFLOW = 1'b0;
  assign PATTERNDETECT = 1'b0;
  assign PATTERNBDETECT = 1'b0;
endmodule

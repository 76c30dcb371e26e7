// DSP slice (AM004, UG1344): pre-adder, multiplier of 27 by 24 bits, or three of 9 by 8, and adder of 58 bits.
//
// Parameters and ports: the vendor's. Latency: one cycle for each register on the path.
// Does NOT: support pattern detection, wide XOR, floating point or complex products, NEGATE, an asynchronous
//   reset, a multiplier's sign across slices (OPMODE Z of 100), or CARRYINSEL 110 with a CARRYINREG.
// Assumed: INMODE[1] makes all three products of INT8 zero, as the code of mvu_vvu_8sx9_dsp58 has it.
module DSP58 #(
    parameter int ACASCREG = 1,
    parameter int ADREG = 1,
    parameter int ALUMODEREG = 1,
    parameter string AMULTSEL = "A",
    parameter int AREG = 1,
    parameter string AUTORESET_PATDET = "NO_RESET",
    parameter string AUTORESET_PRIORITY = "RESET",
    parameter string A_INPUT = "DIRECT",
    parameter int BCASCREG = 1,
    parameter string BMULTSEL = "B",
    parameter int BREG = 1,
    parameter string B_INPUT = "DIRECT",
    parameter int CARRYINREG = 1,
    parameter int CARRYINSELREG = 1,
    parameter int CREG = 1,
    parameter int DREG = 1,
    parameter string DSP_MODE = "INT24",
    parameter int INMODEREG = 1,
    parameter logic [3:0] IS_ALUMODE_INVERTED = 4'h0,
    parameter logic IS_ASYNC_RST_INVERTED = 1'h0,
    parameter logic IS_CARRYIN_INVERTED = 1'h0,
    parameter logic IS_CLK_INVERTED = 1'h0,
    parameter logic [4:0] IS_INMODE_INVERTED = 5'h0,
    parameter logic [2:0] IS_NEGATE_INVERTED = 3'h0,
    parameter logic [8:0] IS_OPMODE_INVERTED = 9'h0,
    parameter logic IS_RSTALLCARRYIN_INVERTED = 1'h0,
    parameter logic IS_RSTALUMODE_INVERTED = 1'h0,
    parameter logic IS_RSTA_INVERTED = 1'h0,
    parameter logic IS_RSTB_INVERTED = 1'h0,
    parameter logic IS_RSTCTRL_INVERTED = 1'h0,
    parameter logic IS_RSTC_INVERTED = 1'h0,
    parameter logic IS_RSTD_INVERTED = 1'h0,
    parameter logic IS_RSTINMODE_INVERTED = 1'h0,
    parameter logic IS_RSTM_INVERTED = 1'h0,
    parameter logic IS_RSTP_INVERTED = 1'h0,
    parameter logic [57:0] MASK = 58'h0FFFFFFFFFFFFFF,
    parameter int MREG = 1,
    parameter int OPMODEREG = 1,
    parameter logic [57:0] PATTERN = 58'h0,
    parameter string PREADDINSEL = "A",
    parameter int PREG = 1,
    parameter string RESET_MODE = "SYNC",
    parameter logic [57:0] RND = 58'h0,
    parameter string SEL_MASK = "MASK",
    parameter string SEL_PATTERN = "PATTERN",
    parameter string USE_MULT = "MULTIPLY",
    parameter string USE_PATTERN_DETECT = "NO_PATDET",
    parameter string USE_SIMD = "ONE58",
    parameter string USE_WIDEXOR = "FALSE",
    parameter string XORSIMD = "XOR24_34_58_116"
) (
    output logic [33:0] ACOUT,
    output logic [23:0] BCOUT,
    output logic        CARRYCASCOUT,
    output logic [ 3:0] CARRYOUT,
    output logic        MULTSIGNOUT,
    output logic        OVERFLOW,
    output logic [57:0] P,
    output logic        PATTERNBDETECT,
    output logic        PATTERNDETECT,
    output logic [57:0] PCOUT,
    output logic        UNDERFLOW,
    output logic [ 7:0] XOROUT,
    input  logic [33:0] A,
    input  logic [33:0] ACIN,
    input  logic [ 3:0] ALUMODE,
    input  logic        ASYNC_RST,
    input  logic [23:0] B,
    input  logic [23:0] BCIN,
    input  logic [57:0] C,
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
    input  logic [26:0] D,
    input  logic [ 4:0] INMODE,
    input  logic        MULTSIGNIN,
    input  logic [ 2:0] NEGATE,
    input  logic [ 8:0] OPMODE,
    input  logic [57:0] PCIN,
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
  localparam string Amultsel = string'(AMULTSEL);
  localparam string AutoresetPatdet = string'(AUTORESET_PATDET);
  localparam string AutoresetPriority = string'(AUTORESET_PRIORITY);
  localparam string AInput = string'(A_INPUT);
  localparam string Bmultsel = string'(BMULTSEL);
  localparam string BInput = string'(B_INPUT);
  localparam string DspMode = string'(DSP_MODE);
  localparam string Preaddinsel = string'(PREADDINSEL);
  localparam string ResetMode = string'(RESET_MODE);
  localparam string SelMask = string'(SEL_MASK);
  localparam string SelPattern = string'(SEL_PATTERN);
  localparam string UseMult = string'(USE_MULT);
  localparam string UsePatternDetect = string'(USE_PATTERN_DETECT);
  localparam string UseSimd = string'(USE_SIMD);
  localparam string UseWidexor = string'(USE_WIDEXOR);
  localparam string Xorsimd = string'(XORSIMD);

  if (AInput != "DIRECT" && AInput != "CASCADE")
    $error("DSP58: A_INPUT is \"%s\", must be \"DIRECT\" or \"CASCADE\"", AInput);
  if (BInput != "DIRECT" && BInput != "CASCADE")
    $error("DSP58: B_INPUT is \"%s\", must be \"DIRECT\" or \"CASCADE\"", BInput);
  if (UseMult != "MULTIPLY" && UseMult != "DYNAMIC" && UseMult != "NONE")
    $error("DSP58: USE_MULT is \"%s\", must be \"MULTIPLY\", \"DYNAMIC\" or \"NONE\"", UseMult);
  if (UseSimd != "ONE58")
    $error("DSP58: USE_SIMD is \"%s\", only \"ONE58\" is supported", UseSimd);
  if (UsePatternDetect != "NO_PATDET")
    $error("DSP58: USE_PATTERN_DETECT is \"%s\", only \"NO_PATDET\" is supported", UsePatternDetect);
  if (AutoresetPatdet != "NO_RESET")
    $error("DSP58: AUTORESET_PATDET is \"%s\", only \"NO_RESET\" is supported", AutoresetPatdet);
  if (Amultsel != "A" && Amultsel != "AD")
    $error("DSP58: AMULTSEL is \"%s\", must be \"A\" or \"AD\"", Amultsel);
  if (Bmultsel != "B" && Bmultsel != "AD")
    $error("DSP58: BMULTSEL is \"%s\", must be \"B\" or \"AD\"", Bmultsel);
  if (Preaddinsel != "A" && Preaddinsel != "B")
    $error("DSP58: PREADDINSEL is \"%s\", must be \"A\" or \"B\"", Preaddinsel);
  if (UseWidexor != "FALSE")
    $error("DSP58: USE_WIDEXOR is \"%s\", only \"FALSE\" is supported", UseWidexor);
  if (DspMode != "INT24" && DspMode != "INT8")
    $error("DSP58: DSP_MODE is \"%s\", must be \"INT24\" or \"INT8\"", DspMode);
  if (ResetMode != "SYNC")
    $error("DSP58: RESET_MODE is \"%s\", only \"SYNC\" is supported", ResetMode);
  if (ACASCREG < 0 || ACASCREG > 2) $error("DSP58: ACASCREG is %0d, must be 0 to 2", ACASCREG);
  if (ADREG < 0 || ADREG > 1) $error("DSP58: ADREG is %0d, must be 0 to 1", ADREG);
  if (ALUMODEREG < 0 || ALUMODEREG > 1) $error("DSP58: ALUMODEREG is %0d, must be 0 to 1", ALUMODEREG);
  if (AREG < 0 || AREG > 2) $error("DSP58: AREG is %0d, must be 0 to 2", AREG);
  if (BCASCREG < 0 || BCASCREG > 2) $error("DSP58: BCASCREG is %0d, must be 0 to 2", BCASCREG);
  if (BREG < 0 || BREG > 2) $error("DSP58: BREG is %0d, must be 0 to 2", BREG);
  if (CARRYINREG < 0 || CARRYINREG > 1) $error("DSP58: CARRYINREG is %0d, must be 0 to 1", CARRYINREG);
  if (CARRYINSELREG < 0 || CARRYINSELREG > 1) $error("DSP58: CARRYINSELREG is %0d, must be 0 to 1", CARRYINSELREG);
  if (CREG < 0 || CREG > 1) $error("DSP58: CREG is %0d, must be 0 to 1", CREG);
  if (DREG < 0 || DREG > 1) $error("DSP58: DREG is %0d, must be 0 to 1", DREG);
  if (INMODEREG < 0 || INMODEREG > 1) $error("DSP58: INMODEREG is %0d, must be 0 to 1", INMODEREG);
  if (MREG < 0 || MREG > 1) $error("DSP58: MREG is %0d, must be 0 to 1", MREG);
  if (OPMODEREG < 0 || OPMODEREG > 1) $error("DSP58: OPMODEREG is %0d, must be 0 to 1", OPMODEREG);
  if (PREG < 0 || PREG > 1) $error("DSP58: PREG is %0d, must be 0 to 1", PREG);
  if (ACASCREG > AREG || (AREG > 0 && ACASCREG == 0))
    $error("DSP58: ACASCREG is %0d with AREG %0d, must be that, or 1 of 2", ACASCREG, AREG);
  if (BCASCREG > BREG || (BREG > 0 && BCASCREG == 0))
    $error("DSP58: BCASCREG is %0d with BREG %0d, must be that, or 1 of 2", BCASCREG, BREG);
  // Parameters of pattern detection and wide XOR, which are not supported.
  if (SelMask == "" || SelPattern == "" || AutoresetPriority == "" || Xorsimd == "" || (^MASK ^ ^PATTERN) === 1'bx)
    $error("DSP58: SEL_MASK, SEL_PATTERN, AUTORESET_PRIORITY, XORSIMD, MASK or PATTERN is empty or unknown");

  logic unused;
  assign unused = &{1'b0, MULTSIGNIN, ASYNC_RST, NEGATE, IS_NEGATE_INVERTED, IS_ASYNC_RST_INVERTED};
  weir_dsp #(
      .AWidth(34),
      .BWidth(24),
      .PWidth(58),
      .DWidth(27),
      .MultiplyA(27),
      .MultiplyB(24),
      .Shift(23),
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
      .UsesAd(Amultsel == "AD"),
      .AdTakesB(Preaddinsel == "B"),
      .MultiplyBAd(Bmultsel == "AD"),
      .Dot(DspMode == "INT8"),
      .Multiplies(UseMult != "NONE"),
      .Lanes(1),
      .Round(RND)
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
      .op_mode_i(OPMODE ^ IS_OPMODE_INVERTED),
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
      .rst_a_i(RSTA ^ IS_RSTA_INVERTED),
      .rst_b_i(RSTB ^ IS_RSTB_INVERTED),
      .rst_c_i(RSTC ^ IS_RSTC_INVERTED),
      .rst_d_i(RSTD ^ IS_RSTD_INVERTED),
      .rst_carry_i(RSTALLCARRYIN ^ IS_RSTALLCARRYIN_INVERTED),
      .rst_alu_mode_i(RSTALUMODE ^ IS_RSTALUMODE_INVERTED),
      .rst_control_i(RSTCTRL ^ IS_RSTCTRL_INVERTED),
      .rst_in_mode_i(RSTINMODE ^ IS_RSTINMODE_INVERTED),
      .rst_m_i(RSTM ^ IS_RSTM_INVERTED),
      .rst_p_i(RSTP ^ IS_RSTP_INVERTED),
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
  assign XOROUT = '0;
endmodule

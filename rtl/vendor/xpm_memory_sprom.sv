// Single-port ROM (UG953, UG974: XPM_MEMORY_SPROM).
//
// Parameters and ports: the vendor's. MEMORY_PRIMITIVE has no effect. Without MEMORY_INIT_FILE every word is 0.
// Latency: READ_LATENCY_A; stages, resets and collisions are those of weir_xpm_memory.
// Does NOT: support ECC, MEMORY_INIT_PARAM, reset values other than 0, asynchronous resets, or sleep.
// Assumed: a reset of the one stage of a latency of 1 needs no enable.
// Assumed: a stage between the first and the last follows the enable of its word, and regce plays no part.
module xpm_memory_sprom #(
    parameter int ADDR_WIDTH_A = 6,
    parameter int AUTO_SLEEP_TIME = 0,
    parameter int CASCADE_HEIGHT = 0,
    parameter string ECC_BIT_RANGE = "7:0",
    parameter string ECC_MODE = "no_ecc",
    parameter string ECC_TYPE = "none",
    parameter int IGNORE_INIT_SYNTH = 0,
    parameter string MEMORY_INIT_FILE = "none",
    parameter string MEMORY_INIT_PARAM = "0",
    parameter string MEMORY_OPTIMIZATION = "true",
    parameter string MEMORY_PRIMITIVE = "auto",
    parameter int MEMORY_SIZE = 2048,
    parameter int MESSAGE_CONTROL = 0,
    parameter string RAM_DECOMP = "auto",
    parameter int READ_DATA_WIDTH_A = 32,
    parameter int READ_LATENCY_A = 2,
    parameter string READ_RESET_VALUE_A = "0",
    parameter string RST_MODE_A = "SYNC",
    parameter int SIM_ASSERT_CHK = 0,
    parameter int USE_MEM_INIT = 1,
    parameter int USE_MEM_INIT_MMI = 0,
    parameter string WAKEUP_TIME = "disable_sleep"
) (
    output logic                         dbiterra,
    output logic [READ_DATA_WIDTH_A-1:0] douta,
    output logic                         sbiterra,
    input  logic [     ADDR_WIDTH_A-1:0] addra,
    input  logic                         clka,
    input  logic                         ena,
    input  logic                         injectdbiterra,
    input  logic                         injectsbiterra,
    input  logic                         regcea,
    input  logic                         rsta,
    input  logic                         sleep
);
  localparam string EccRange = string'(ECC_BIT_RANGE);
  localparam string Ecc = string'(ECC_MODE);
  localparam string EccType = string'(ECC_TYPE);
  localparam string InitParam = string'(MEMORY_INIT_PARAM);
  localparam string Optimization = string'(MEMORY_OPTIMIZATION);
  localparam string Primitive = string'(MEMORY_PRIMITIVE);
  localparam string Decomposition = string'(RAM_DECOMP);
  localparam string ResetA = string'(READ_RESET_VALUE_A);
  localparam string ResetModeA = string'(RST_MODE_A);
  localparam string Wakeup = string'(WAKEUP_TIME);
  localparam int Width = READ_DATA_WIDTH_A;
  localparam int Words = MEMORY_SIZE / Width;

  if (Ecc != "no_ecc") $error("xpm_memory_sprom: ECC_MODE is \"%s\", only \"no_ecc\" is supported", Ecc);
  if (InitParam != "0" && InitParam != "") $error("xpm_memory_sprom: MEMORY_INIT_PARAM is \"%s\", only \"0\" is supported", InitParam);
  if (Primitive != "auto" && Primitive != "block" && Primitive != "distributed" && Primitive != "ultra" && Primitive != "mixed")
    $error("xpm_memory_sprom: MEMORY_PRIMITIVE is \"%s\", must be \"auto\", \"block\", \"distributed\", \"ultra\" or \"mixed\"", Primitive);
  if (READ_LATENCY_A < 0 || READ_LATENCY_A > 100) $error("xpm_memory_sprom: READ_LATENCY_A is %0d, must be 0 to 100", READ_LATENCY_A);
  if (ResetA != "0" && ResetA != "") $error("xpm_memory_sprom: READ_RESET_VALUE_A is \"%s\", only \"0\" is supported", ResetA);
  if (ResetModeA != "SYNC") $error("xpm_memory_sprom: RST_MODE_A is \"%s\", only \"SYNC\" is supported", ResetModeA);
  if (Wakeup != "disable_sleep") $error("xpm_memory_sprom: WAKEUP_TIME is \"%s\", only \"disable_sleep\" is supported", Wakeup);
  if (Width < 1 || MEMORY_SIZE < Width || MEMORY_SIZE % Width != 0)
    $error("xpm_memory_sprom: MEMORY_SIZE is %0d, must be a multiple of READ_DATA_WIDTH_A, %0d", MEMORY_SIZE, Width);
  if (ADDR_WIDTH_A < 1 || ADDR_WIDTH_A > 20) $error("xpm_memory_sprom: ADDR_WIDTH_A is %0d, must be 1 to 20", ADDR_WIDTH_A);
  // These parameters affect neither cycles nor values.
  if (AUTO_SLEEP_TIME < 0 || CASCADE_HEIGHT < 0 || IGNORE_INIT_SYNTH < 0 || MESSAGE_CONTROL < 0 || SIM_ASSERT_CHK < 0 ||
      USE_MEM_INIT < 0 || USE_MEM_INIT_MMI < 0)
    $error("xpm_memory_sprom: AUTO_SLEEP_TIME, ... is negative");
  if (EccRange == "" || EccType == "" || Optimization == "" || Decomposition == "")
    $error("xpm_memory_sprom: ECC_BIT_RANGE, ECC_TYPE, MEMORY_OPTIMIZATION, RAM_DECOMP is empty");

  logic [Width-1:0] unused_b;
  logic unused;
  assign unused = &{1'b0, injectdbiterra, injectsbiterra, sleep};
  weir_xpm_memory #(
      .Width(Width),
      .Words(Words),
      .ByteWidthA(Width),
      .ByteWidthB(Width),
      .AddressBitsA(ADDR_WIDTH_A),
      .AddressBitsB(1),
      .LatencyA(READ_LATENCY_A),
      .LatencyB(1),
      .ModeA(1),
      .ModeB(1),
      .InitFile(MEMORY_INIT_FILE),
      .ResetA('0),
      .ResetB('0),
      .TwoClocks(1'b0)
  ) u_memory (
      .clka_i(clka),
      .clkb_i(clka),
      .ena_i(ena),
      .enb_i(1'b0),
      .regcea_i(regcea),
      .regceb_i(1'b0),
      .rsta_i(rsta),
      .rstb_i(1'b0),
      .wea_i(1'b0),
      .web_i(1'b0),
      .addra_i(addra),
      .addrb_i(1'b0),
      .dina_i('0),
      .dinb_i('0),
      .douta_o(douta),
      .doutb_o(unused_b)
  );
  assign dbiterra = 1'b0;
  assign sbiterra = 1'b0;
endmodule

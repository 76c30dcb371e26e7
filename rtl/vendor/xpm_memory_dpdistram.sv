// Distributed RAM that port A writes and both ports read (UG953, UG974: XPM_MEMORY_DPDISTRAM).
//
// Parameters and ports: the vendor's. Without MEMORY_INIT_FILE every word is 0.
// Latency: READ_LATENCY_A and _B; stages, resets and collisions are those of weir_xpm_memory.
// Does NOT: support different port widths, MEMORY_INIT_PARAM, reset values other than 0, asynchronous resets, or sleep.
// Assumed: a read of the word that the other port writes in the same cycle gives the old word.
// Assumed: a reset of the one stage of a latency of 1 needs no enable.
// Assumed: a stage between the first and the last follows the enable of its word, and regce plays no part.
module xpm_memory_dpdistram #(
    parameter int ADDR_WIDTH_A = 6,
    parameter int ADDR_WIDTH_B = 6,
    parameter int BYTE_WRITE_WIDTH_A = 32,
    parameter string CLOCKING_MODE = "common_clock",
    parameter int IGNORE_INIT_SYNTH = 0,
    parameter string MEMORY_INIT_FILE = "none",
    parameter string MEMORY_INIT_PARAM = "0",
    parameter string MEMORY_OPTIMIZATION = "true",
    parameter int MEMORY_SIZE = 2048,
    parameter int MESSAGE_CONTROL = 0,
    parameter int READ_DATA_WIDTH_A = 32,
    parameter int READ_DATA_WIDTH_B = 32,
    parameter int READ_LATENCY_A = 2,
    parameter int READ_LATENCY_B = 2,
    parameter string READ_RESET_VALUE_A = "0",
    parameter string READ_RESET_VALUE_B = "0",
    parameter string RST_MODE_A = "SYNC",
    parameter string RST_MODE_B = "SYNC",
    parameter int SIM_ASSERT_CHK = 0,
    parameter int USE_EMBEDDED_CONSTRAINT = 0,
    parameter int USE_MEM_INIT = 1,
    parameter int USE_MEM_INIT_MMI = 0,
    parameter int WRITE_DATA_WIDTH_A = 32,
    parameter int WRITE_PROTECT = 1
) (
    output logic [                    READ_DATA_WIDTH_A-1:0] douta,
    output logic [                    READ_DATA_WIDTH_B-1:0] doutb,
    input  logic [                         ADDR_WIDTH_A-1:0] addra,
    input  logic [                         ADDR_WIDTH_B-1:0] addrb,
    input  logic                                             clka,
    input  logic                                             clkb,
    input  logic [                   WRITE_DATA_WIDTH_A-1:0] dina,
    input  logic                                             ena,
    input  logic                                             enb,
    input  logic                                             regcea,
    input  logic                                             regceb,
    input  logic                                             rsta,
    input  logic                                             rstb,
    input  logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea
);
  localparam string Clocks = string'(CLOCKING_MODE);
  localparam string InitParam = string'(MEMORY_INIT_PARAM);
  localparam string Optimization = string'(MEMORY_OPTIMIZATION);
  localparam string ResetA = string'(READ_RESET_VALUE_A);
  localparam string ResetB = string'(READ_RESET_VALUE_B);
  localparam string ResetModeA = string'(RST_MODE_A);
  localparam string ResetModeB = string'(RST_MODE_B);
  localparam int Width = WRITE_DATA_WIDTH_A;
  localparam int Words = MEMORY_SIZE / Width;

  if (BYTE_WRITE_WIDTH_A < 1 || WRITE_DATA_WIDTH_A % BYTE_WRITE_WIDTH_A != 0) $error("xpm_memory_dpdistram: BYTE_WRITE_WIDTH_A is %0d, must divide WRITE_DATA_WIDTH_A, %0d", BYTE_WRITE_WIDTH_A, WRITE_DATA_WIDTH_A);
  if (Clocks != "common_clock" && Clocks != "independent_clock")
    $error("xpm_memory_dpdistram: CLOCKING_MODE is \"%s\", must be \"common_clock\" or \"independent_clock\"", Clocks);
  if (InitParam != "0" && InitParam != "") $error("xpm_memory_dpdistram: MEMORY_INIT_PARAM is \"%s\", only \"0\" is supported", InitParam);
  if (READ_DATA_WIDTH_A != Width) $error("xpm_memory_dpdistram: READ_DATA_WIDTH_A is %0d, only WRITE_DATA_WIDTH_A, %0d, is supported", READ_DATA_WIDTH_A, Width);
  if (READ_DATA_WIDTH_B != Width) $error("xpm_memory_dpdistram: READ_DATA_WIDTH_B is %0d, only WRITE_DATA_WIDTH_A, %0d, is supported", READ_DATA_WIDTH_B, Width);
  if (READ_LATENCY_A < 0 || READ_LATENCY_A > 100) $error("xpm_memory_dpdistram: READ_LATENCY_A is %0d, must be 0 to 100", READ_LATENCY_A);
  if (READ_LATENCY_B < 0 || READ_LATENCY_B > 100) $error("xpm_memory_dpdistram: READ_LATENCY_B is %0d, must be 0 to 100", READ_LATENCY_B);
  if (ResetA != "0" && ResetA != "") $error("xpm_memory_dpdistram: READ_RESET_VALUE_A is \"%s\", only \"0\" is supported", ResetA);
  if (ResetB != "0" && ResetB != "") $error("xpm_memory_dpdistram: READ_RESET_VALUE_B is \"%s\", only \"0\" is supported", ResetB);
  if (ResetModeA != "SYNC") $error("xpm_memory_dpdistram: RST_MODE_A is \"%s\", only \"SYNC\" is supported", ResetModeA);
  if (ResetModeB != "SYNC") $error("xpm_memory_dpdistram: RST_MODE_B is \"%s\", only \"SYNC\" is supported", ResetModeB);
  if (Width < 1 || MEMORY_SIZE < Width || MEMORY_SIZE % Width != 0)
    $error("xpm_memory_dpdistram: MEMORY_SIZE is %0d, must be a multiple of WRITE_DATA_WIDTH_A, %0d", MEMORY_SIZE, Width);
  if (ADDR_WIDTH_A < 1 || ADDR_WIDTH_A > 20) $error("xpm_memory_dpdistram: ADDR_WIDTH_A is %0d, must be 1 to 20", ADDR_WIDTH_A);
  if (ADDR_WIDTH_B < 1 || ADDR_WIDTH_B > 20) $error("xpm_memory_dpdistram: ADDR_WIDTH_B is %0d, must be 1 to 20", ADDR_WIDTH_B);
  // These parameters affect neither cycles nor values.
  if (IGNORE_INIT_SYNTH < 0 || MESSAGE_CONTROL < 0 || SIM_ASSERT_CHK < 0 || USE_EMBEDDED_CONSTRAINT < 0 || USE_MEM_INIT
      < 0 || USE_MEM_INIT_MMI < 0 || WRITE_PROTECT < 0)
    $error("xpm_memory_dpdistram: IGNORE_INIT_SYNTH, ... is negative");
  if (Optimization == "")
    $error("xpm_memory_dpdistram: MEMORY_OPTIMIZATION is empty");

  weir_xpm_memory #(
      .Width(Width),
      .Words(Words),
      .ByteWidthA(BYTE_WRITE_WIDTH_A),
      .ByteWidthB(Width),
      .AddressBitsA(ADDR_WIDTH_A),
      .AddressBitsB(ADDR_WIDTH_B),
      .LatencyA(READ_LATENCY_A),
      .LatencyB(READ_LATENCY_B),
      .ModeA(1),
      .ModeB(1),
      .InitFile(MEMORY_INIT_FILE),
      .ResetA('0),
      .ResetB('0),
      .TwoClocks(Clocks == "independent_clock")
  ) u_memory (
      .clka_i(clka),
      .clkb_i(clkb),
      .ena_i(ena),
      .enb_i(enb),
      .regcea_i(regcea),
      .regceb_i(regceb),
      .rsta_i(rsta),
      .rstb_i(rstb),
      .wea_i(wea),
      .web_i(1'b0),
      .addra_i(addra),
      .addrb_i(addrb),
      .dina_i(dina),
      .dinb_i('0),
      .douta_o(douta),
      .doutb_o(doutb)
  );
endmodule

// FIFO with a single clock (UG953, UG974: XPM_FIFO_SYNC).
//
// Parameters and ports: the vendor's. READ_MODE "std", or "fwft" with a FIFO_READ_LATENCY of 0. FIFO_MEMORY_TYPE has no effect.
//   Outputs that USE_ADV_FEATURES does not enable are low. If a data count's port is too narrow, it shows the upper bits of the count.
// Capacity, latency, reset: those of weir_xpm_fifo. wr_rst_busy and rd_rst_busy are its busy_o.
// Does NOT: support ECC, different port widths, a DOUT_RESET_VALUE, or sleep.
// Assumed: wr_rst_busy and rd_rst_busy are high until 4 cycles after the last cycle of rst, as the ready of xpm_fifo_axis is low.
// Assumed: empty falls in the cycle after a write where READ_MODE is "std".
// Assumed: prog_full and prog_empty follow the words held one cycle late, and count the two words of "fwft" as held.
// Assumed: the data counts follow a transfer in the next cycle; almost_full and almost_empty do, too.
module xpm_fifo_sync #(
    parameter int CASCADE_HEIGHT = 0,
    parameter string DOUT_RESET_VALUE = "0",
    parameter string ECC_MODE = "no_ecc",
    parameter string EN_SIM_ASSERT_ERR = "warning",
    parameter string FIFO_MEMORY_TYPE = "auto",
    parameter int FIFO_READ_LATENCY = 1,
    parameter int FIFO_WRITE_DEPTH = 2048,
    parameter int FULL_RESET_VALUE = 0,
    parameter int PROG_EMPTY_THRESH = 10,
    parameter int PROG_FULL_THRESH = 10,
    parameter int RD_DATA_COUNT_WIDTH = 1,
    parameter int READ_DATA_WIDTH = 32,
    parameter string READ_MODE = "std",
    parameter int SIM_ASSERT_CHK = 0,
    parameter string USE_ADV_FEATURES = "0707",
    parameter int WAKEUP_TIME = 0,
    parameter int WRITE_DATA_WIDTH = 32,
    parameter int WR_DATA_COUNT_WIDTH = 1
) (
    output logic                           almost_empty,
    output logic                           almost_full,
    output logic                           data_valid,
    output logic                           dbiterr,
    output logic [    READ_DATA_WIDTH-1:0] dout,
    output logic                           empty,
    output logic                           full,
    output logic                           overflow,
    output logic                           prog_empty,
    output logic                           prog_full,
    output logic [RD_DATA_COUNT_WIDTH-1:0] rd_data_count,
    output logic                           rd_rst_busy,
    output logic                           sbiterr,
    output logic                           underflow,
    output logic                           wr_ack,
    output logic [WR_DATA_COUNT_WIDTH-1:0] wr_data_count,
    output logic                           wr_rst_busy,
    input  logic [   WRITE_DATA_WIDTH-1:0] din,
    input  logic                           injectdbiterr,
    input  logic                           injectsbiterr,
    input  logic                           rd_en,
    input  logic                           rst,
    input  logic                           sleep,
    input  logic                           wr_clk,
    input  logic                           wr_en
);
  localparam string Ecc = string'(ECC_MODE);
  localparam string Memory = string'(FIFO_MEMORY_TYPE);
  localparam string Mode = string'(READ_MODE);
  localparam string Value = string'(DOUT_RESET_VALUE);
  localparam string Severity = string'(EN_SIM_ASSERT_ERR);
  localparam string Features = string'(USE_ADV_FEATURES);
  localparam logic [15:0] Enabled = 16'(Features.atohex());
  localparam bit Fwft = Mode == "fwft";
  localparam int CountBits = $clog2(FIFO_WRITE_DEPTH) + 1;
  localparam int Margin = Fwft ? 5 : 3;

  if (Ecc != "no_ecc") $error("xpm_fifo_sync: ECC_MODE is \"%s\", only \"no_ecc\" is supported", Ecc);
  if (Memory != "auto" && Memory != "block" && Memory != "distributed" && Memory != "ultra")
    $error("xpm_fifo_sync: FIFO_MEMORY_TYPE is \"%s\", must be \"auto\", \"block\", \"distributed\" or \"ultra\"", Memory);
  if (Mode != "std" && Mode != "fwft") $error("xpm_fifo_sync: READ_MODE is \"%s\", must be \"std\" or \"fwft\"", Mode);
  if (Fwft != (FIFO_READ_LATENCY == 0) || FIFO_READ_LATENCY < 0 || FIFO_READ_LATENCY > 100)
    $error("xpm_fifo_sync: FIFO_READ_LATENCY is %0d with READ_MODE \"%s\", must be 0 with \"fwft\" and 1 to 100 with \"std\"",
           FIFO_READ_LATENCY, Mode);
  if (Value != "0" && Value != "") $error("xpm_fifo_sync: DOUT_RESET_VALUE is \"%s\", only \"0\" is supported", Value);
  if (FIFO_WRITE_DEPTH < 16 || FIFO_WRITE_DEPTH > 4194304 || (FIFO_WRITE_DEPTH & (FIFO_WRITE_DEPTH - 1)) != 0)
    $error("xpm_fifo_sync: FIFO_WRITE_DEPTH is %0d, must be a power of two of 16 to 4194304", FIFO_WRITE_DEPTH);
  if (FULL_RESET_VALUE != 0 && FULL_RESET_VALUE != 1)
    $error("xpm_fifo_sync: FULL_RESET_VALUE is %0d, must be 0 or 1", FULL_RESET_VALUE);
  if (WRITE_DATA_WIDTH < 1 || READ_DATA_WIDTH != WRITE_DATA_WIDTH)
    $error("xpm_fifo_sync: READ_DATA_WIDTH is %0d and WRITE_DATA_WIDTH %0d, only equal ones are supported", READ_DATA_WIDTH,
           WRITE_DATA_WIDTH);
  if (Enabled[1] && (PROG_FULL_THRESH < Margin || PROG_FULL_THRESH > FIFO_WRITE_DEPTH - Margin))
    $error("xpm_fifo_sync: PROG_FULL_THRESH is %0d, must be %0d to %0d", PROG_FULL_THRESH, Margin, FIFO_WRITE_DEPTH - Margin);
  if (Enabled[9] && (PROG_EMPTY_THRESH < Margin || PROG_EMPTY_THRESH > FIFO_WRITE_DEPTH - Margin))
    $error("xpm_fifo_sync: PROG_EMPTY_THRESH is %0d, must be %0d to %0d", PROG_EMPTY_THRESH, Margin, FIFO_WRITE_DEPTH - Margin);
  if (RD_DATA_COUNT_WIDTH < 1 || RD_DATA_COUNT_WIDTH > CountBits)
    $error("xpm_fifo_sync: RD_DATA_COUNT_WIDTH is %0d, must be 1 to %0d", RD_DATA_COUNT_WIDTH, CountBits);
  if (WR_DATA_COUNT_WIDTH < 1 || WR_DATA_COUNT_WIDTH > CountBits)
    $error("xpm_fifo_sync: WR_DATA_COUNT_WIDTH is %0d, must be 1 to %0d", WR_DATA_COUNT_WIDTH, CountBits);
  if (WAKEUP_TIME != 0) $error("xpm_fifo_sync: WAKEUP_TIME is %0d, only 0 is supported", WAKEUP_TIME);
  if (CASCADE_HEIGHT < 0 || SIM_ASSERT_CHK < 0 || (Severity != "warning" && Severity != "error" && Severity != "fatal"))
    $error("xpm_fifo_sync: CASCADE_HEIGHT is %0d, SIM_ASSERT_CHK %0d and EN_SIM_ASSERT_ERR \"%s\", must be 0 or more, 0 or 1, and a severity",
           CASCADE_HEIGHT, SIM_ASSERT_CHK, Severity);

  logic [CountBits-1:0] words;
  logic core_valid, core_almost_empty, core_almost_full, core_prog_empty, core_prog_full, core_ack, core_overflow, core_underflow;
  logic unused;
  weir_xpm_fifo #(
      .Width(WRITE_DATA_WIDTH),
      .Depth(FIFO_WRITE_DEPTH),
      .Fwft(Fwft),
      .ReadLatency(FIFO_READ_LATENCY),
      .FullInReset(FULL_RESET_VALUE == 1),
      .ProgFull(PROG_FULL_THRESH),
      .ProgEmpty(PROG_EMPTY_THRESH)
  ) u_fifo (
      .clk_i(wr_clk),
      .rst_i(rst),
      .write_i(wr_en),
      .data_i(din),
      .read_i(rd_en),
      .data_o(dout),
      .data_valid_o(core_valid),
      .empty_o(empty),
      .full_o(full),
      .almost_empty_o(core_almost_empty),
      .almost_full_o(core_almost_full),
      .prog_empty_o(core_prog_empty),
      .prog_full_o(core_prog_full),
      .write_ack_o(core_ack),
      .overflow_o(core_overflow),
      .underflow_o(core_underflow),
      .busy_o(wr_rst_busy),
      .words_o(words)
  );
  assign rd_rst_busy = wr_rst_busy;
  assign overflow = Enabled[0] && core_overflow;
  assign prog_full = Enabled[1] && core_prog_full;
  assign wr_data_count = Enabled[2] ? words[CountBits-1-:WR_DATA_COUNT_WIDTH] : '0;
  assign almost_full = Enabled[3] && core_almost_full;
  assign wr_ack = Enabled[4] && core_ack;
  assign underflow = Enabled[8] && core_underflow;
  assign prog_empty = Enabled[9] && core_prog_empty;
  assign rd_data_count = Enabled[10] ? words[CountBits-1-:RD_DATA_COUNT_WIDTH] : '0;
  assign almost_empty = Enabled[11] && core_almost_empty;
  assign data_valid = Enabled[12] && core_valid;
  assign dbiterr = 1'b0;
  assign sbiterr = 1'b0;
  assign unused = &{1'b0, injectdbiterr, injectsbiterr, sleep, words};
endmodule

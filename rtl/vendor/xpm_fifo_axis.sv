// AXI-Stream FIFO (UG953, UG974: XPM_FIFO_AXIS).
//
// Parameters and ports: the vendor's. FIFO_MEMORY_TYPE has no effect. Outputs that USE_ADV_FEATURES does not enable are low. If a
//   data count's port is too narrow, it shows the upper bits of the count.
// Capacity: FIFO_DEPTH + 2. Latency: L = 3; a beat taken at t frees a slot from t + 1 on. II = 1.
// Reset: s_aresetn low at t passes four flip-flops: handshakes go on to t + 5; s_axis_tready rises 8 cycles after the release, or 6
//   cycles after the start if there is no reset. Beats taken in cycle t + 5 are lost.
// Capacity, latency and reset equal the vendor's netlist of axis_data_fifo 2.0 (2024.1: depth 32768, block memory) in every cycle.
// Does NOT: support ECC, packets, or two clocks: m_aclk is ignored.
// Combinational paths: none.
// Assumed: distributed and ultra memory take as many cycles as block memory.
// Assumed: prog_full and prog_empty follow the words held one cycle late, and count the two words behind the memory as held.
// Assumed: the data counts follow a transfer in the next cycle; almost_full and almost_empty do, too.
module xpm_fifo_axis #(
    parameter int CASCADE_HEIGHT = 0,
    parameter int CDC_SYNC_STAGES = 2,
    parameter string CLOCKING_MODE = "common_clock",
    parameter string ECC_MODE = "no_ecc",
    parameter string EN_SIM_ASSERT_ERR = "warning",
    parameter int FIFO_DEPTH = 2048,
    parameter string FIFO_MEMORY_TYPE = "auto",
    parameter string PACKET_FIFO = "false",
    parameter int PROG_EMPTY_THRESH = 10,
    parameter int PROG_FULL_THRESH = 10,
    parameter int RD_DATA_COUNT_WIDTH = 1,
    parameter int RELATED_CLOCKS = 0,
    parameter int SIM_ASSERT_CHK = 0,
    parameter int TDATA_WIDTH = 32,
    parameter int TDEST_WIDTH = 1,
    parameter int TID_WIDTH = 1,
    parameter int TUSER_WIDTH = 1,
    parameter string USE_ADV_FEATURES = "1000",
    parameter int WR_DATA_COUNT_WIDTH = 1
) (
    output logic                           almost_empty_axis,
    output logic                           almost_full_axis,
    output logic                           dbiterr_axis,
    output logic [        TDATA_WIDTH-1:0] m_axis_tdata,
    output logic [        TDEST_WIDTH-1:0] m_axis_tdest,
    output logic [          TID_WIDTH-1:0] m_axis_tid,
    output logic [      TDATA_WIDTH/8-1:0] m_axis_tkeep,
    output logic                           m_axis_tlast,
    output logic [      TDATA_WIDTH/8-1:0] m_axis_tstrb,
    output logic [        TUSER_WIDTH-1:0] m_axis_tuser,
    output logic                           m_axis_tvalid,
    output logic                           prog_empty_axis,
    output logic                           prog_full_axis,
    output logic [RD_DATA_COUNT_WIDTH-1:0] rd_data_count_axis,
    output logic                           s_axis_tready,
    output logic                           sbiterr_axis,
    output logic [WR_DATA_COUNT_WIDTH-1:0] wr_data_count_axis,
    input  logic                           injectdbiterr_axis,
    input  logic                           injectsbiterr_axis,
    input  logic                           m_aclk,
    input  logic                           m_axis_tready,
    input  logic                           s_aclk,
    input  logic                           s_aresetn,
    input  logic [        TDATA_WIDTH-1:0] s_axis_tdata,
    input  logic [        TDEST_WIDTH-1:0] s_axis_tdest,
    input  logic [          TID_WIDTH-1:0] s_axis_tid,
    input  logic [      TDATA_WIDTH/8-1:0] s_axis_tkeep,
    input  logic                           s_axis_tlast,
    input  logic [      TDATA_WIDTH/8-1:0] s_axis_tstrb,
    input  logic [        TUSER_WIDTH-1:0] s_axis_tuser,
    input  logic                           s_axis_tvalid
);
  localparam string Clocks = string'(CLOCKING_MODE);
  localparam string Ecc = string'(ECC_MODE);
  localparam string Memory = string'(FIFO_MEMORY_TYPE);
  localparam string Packet = string'(PACKET_FIFO);
  localparam string Severity = string'(EN_SIM_ASSERT_ERR);
  localparam string Features = string'(USE_ADV_FEATURES);
  localparam logic [15:0] Enabled = 16'(Features.atohex());
  localparam int CountBits = $clog2(FIFO_DEPTH) + 1;
  localparam int SyncStages = 4;  // regardless of CDC_SYNC_STAGES

  if (Clocks != "common_clock") $error("xpm_fifo_axis: CLOCKING_MODE is \"%s\", only \"common_clock\" is supported", Clocks);
  if (Ecc != "no_ecc") $error("xpm_fifo_axis: ECC_MODE is \"%s\", only \"no_ecc\" is supported", Ecc);
  if (Memory != "auto" && Memory != "block" && Memory != "distributed" && Memory != "ultra")
    $error("xpm_fifo_axis: FIFO_MEMORY_TYPE is \"%s\", must be \"auto\", \"block\", \"distributed\" or \"ultra\"", Memory);
  if (Packet != "false") $error("xpm_fifo_axis: PACKET_FIFO is \"%s\", only \"false\" is supported", Packet);
  if (FIFO_DEPTH < 16 || FIFO_DEPTH > 4194304 || (FIFO_DEPTH & (FIFO_DEPTH - 1)) != 0)
    $error("xpm_fifo_axis: FIFO_DEPTH is %0d, must be a power of two of 16 to 4194304", FIFO_DEPTH);
  if (TDATA_WIDTH < 8 || TDATA_WIDTH % 8 != 0) $error("xpm_fifo_axis: TDATA_WIDTH is %0d, must be a multiple of 8", TDATA_WIDTH);
  if (TDEST_WIDTH < 1 || TID_WIDTH < 1 || TUSER_WIDTH < 1)
    $error("xpm_fifo_axis: TDEST_WIDTH is %0d, TID_WIDTH %0d and TUSER_WIDTH %0d, must be at least 1", TDEST_WIDTH, TID_WIDTH,
           TUSER_WIDTH);
  if (CDC_SYNC_STAGES < 2 || CDC_SYNC_STAGES > 8)
    $error("xpm_fifo_axis: CDC_SYNC_STAGES is %0d, must be 2 to 8", CDC_SYNC_STAGES);
  if (Enabled[1] && (PROG_FULL_THRESH < 5 || PROG_FULL_THRESH > FIFO_DEPTH - 5))
    $error("xpm_fifo_axis: PROG_FULL_THRESH is %0d, must be 5 to %0d", PROG_FULL_THRESH, FIFO_DEPTH - 5);
  if (Enabled[9] && (PROG_EMPTY_THRESH < 5 || PROG_EMPTY_THRESH > FIFO_DEPTH - 5))
    $error("xpm_fifo_axis: PROG_EMPTY_THRESH is %0d, must be 5 to %0d", PROG_EMPTY_THRESH, FIFO_DEPTH - 5);
  if (RD_DATA_COUNT_WIDTH < 1 || RD_DATA_COUNT_WIDTH > CountBits)
    $error("xpm_fifo_axis: RD_DATA_COUNT_WIDTH is %0d, must be 1 to %0d", RD_DATA_COUNT_WIDTH, CountBits);
  if (WR_DATA_COUNT_WIDTH < 1 || WR_DATA_COUNT_WIDTH > CountBits)
    $error("xpm_fifo_axis: WR_DATA_COUNT_WIDTH is %0d, must be 1 to %0d", WR_DATA_COUNT_WIDTH, CountBits);
  if (CASCADE_HEIGHT < 0 || RELATED_CLOCKS < 0 || SIM_ASSERT_CHK < 0 ||
      (Severity != "warning" && Severity != "error" && Severity != "fatal"))
    $error("xpm_fifo_axis: CASCADE_HEIGHT is %0d, RELATED_CLOCKS %0d, SIM_ASSERT_CHK %0d and EN_SIM_ASSERT_ERR \"%s\", must be 0 or more, and a severity",
           CASCADE_HEIGHT, RELATED_CLOCKS, SIM_ASSERT_CHK, Severity);

  localparam int Beat = TDATA_WIDTH + 2 * (TDATA_WIDTH / 8) + 1 + TID_WIDTH + TDEST_WIDTH + TUSER_WIDTH;
  logic reset, full, empty, core_almost_empty, core_almost_full, core_prog_empty, core_prog_full;
  logic [CountBits-1:0] words;
  logic unused_valid, unused_ack, unused_overflow, unused_underflow, unused_busy, unused;

  xpm_cdc_sync_rst #(.DEST_SYNC_FF(SyncStages), .INIT(0)) u_reset (.src_rst(!s_aresetn), .dest_clk(s_aclk), .dest_rst(reset));
  weir_xpm_fifo #(
      .Width(Beat),
      .Depth(FIFO_DEPTH),
      .Fwft(1'b1),
      .ReadLatency(0),
      .FullInReset(1'b1),
      .ProgFull(PROG_FULL_THRESH),
      .ProgEmpty(PROG_EMPTY_THRESH)
  ) u_fifo (
      .clk_i(s_aclk),
      .rst_i(reset),
      .write_i(s_axis_tvalid),
      .data_i({s_axis_tuser, s_axis_tdest, s_axis_tid, s_axis_tlast, s_axis_tkeep, s_axis_tstrb, s_axis_tdata}),
      .read_i(m_axis_tready),
      .data_o({m_axis_tuser, m_axis_tdest, m_axis_tid, m_axis_tlast, m_axis_tkeep, m_axis_tstrb, m_axis_tdata}),
      .data_valid_o(unused_valid),
      .empty_o(empty),
      .full_o(full),
      .almost_empty_o(core_almost_empty),
      .almost_full_o(core_almost_full),
      .prog_empty_o(core_prog_empty),
      .prog_full_o(core_prog_full),
      .write_ack_o(unused_ack),
      .overflow_o(unused_overflow),
      .underflow_o(unused_underflow),
      .busy_o(unused_busy),
      .words_o(words)
  );
  assign s_axis_tready = !full;
  assign m_axis_tvalid = !empty;
  assign prog_full_axis = Enabled[1] && core_prog_full;
  assign wr_data_count_axis = Enabled[2] ? words[CountBits-1-:WR_DATA_COUNT_WIDTH] : '0;
  assign almost_full_axis = Enabled[3] && core_almost_full;
  assign prog_empty_axis = Enabled[9] && core_prog_empty;
  assign rd_data_count_axis = Enabled[10] ? words[CountBits-1-:RD_DATA_COUNT_WIDTH] : '0;
  assign almost_empty_axis = Enabled[11] && core_almost_empty;
  assign dbiterr_axis = 1'b0;
  assign sbiterr_axis = 1'b0;
  assign unused = &{1'b0, injectdbiterr_axis, injectsbiterr_axis, m_aclk, words, Enabled};
endmodule

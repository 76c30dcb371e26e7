// Synchronizer of a binary counter by Gray code (UG953, UG974: XPM_CDC_GRAY).
//
// Parameters and ports: the vendor's. Every flip-flop is 0 at the start, regardless of INIT_SYNC_FF.
// Latency: one edge of src_clk, then DEST_SYNC_FF of dest_clk, and one more with REG_OUTPUT.
// Does NOT: check that src_in_bin goes up or down by one.
module xpm_cdc_gray #(
    parameter int DEST_SYNC_FF = 4,
    parameter int INIT_SYNC_FF = 0,
    parameter int REG_OUTPUT = 0,
    parameter int SIM_ASSERT_CHK = 0,
    parameter int SIM_LOSSLESS_GRAY_CHK = 0,
    parameter int WIDTH = 2
) (
    output logic [WIDTH-1:0] dest_out_bin,
    input  logic             dest_clk,
    input  logic             src_clk,
    input  logic [WIDTH-1:0] src_in_bin
);
  if (DEST_SYNC_FF < 2 || DEST_SYNC_FF > 10) $error("xpm_cdc_gray: DEST_SYNC_FF is %0d, must be 2 to 10", DEST_SYNC_FF);
  if (INIT_SYNC_FF != 0 && INIT_SYNC_FF != 1) $error("xpm_cdc_gray: INIT_SYNC_FF is %0d, must be 0 or 1", INIT_SYNC_FF);
  if (REG_OUTPUT != 0 && REG_OUTPUT != 1) $error("xpm_cdc_gray: REG_OUTPUT is %0d, must be 0 or 1", REG_OUTPUT);
  if (SIM_ASSERT_CHK != 0 && SIM_ASSERT_CHK != 1) $error("xpm_cdc_gray: SIM_ASSERT_CHK is %0d, must be 0 or 1", SIM_ASSERT_CHK);
  if (SIM_LOSSLESS_GRAY_CHK != 0 && SIM_LOSSLESS_GRAY_CHK != 1) $error("xpm_cdc_gray: SIM_LOSSLESS_GRAY_CHK is %0d, must be 0 or 1", SIM_LOSSLESS_GRAY_CHK);
  if (WIDTH < 2 || WIDTH > 32) $error("xpm_cdc_gray: WIDTH is %0d, must be 2 to 32", WIDTH);

  logic [WIDTH-1:0] gray_q = '0;
  logic [WIDTH-1:0] stages_q[DEST_SYNC_FF];
  logic [WIDTH-1:0] binary;
  initial for (int i = 0; i < DEST_SYNC_FF; i++) stages_q[i] = '0;
  always_ff @(posedge src_clk) gray_q <= src_in_bin ^ (src_in_bin >> 1);
  always_ff @(posedge dest_clk) begin
    stages_q[0] <= gray_q;
    for (int i = 1; i < DEST_SYNC_FF; i++) stages_q[i] <= stages_q[i-1];
  end
  always_comb for (int i = 0; i < WIDTH; i++) binary[i] = ^(stages_q[DEST_SYNC_FF-1] >> i);

  if (REG_OUTPUT == 1) begin : gen_register
    logic [WIDTH-1:0] binary_q = '0;
    always_ff @(posedge dest_clk) binary_q <= binary;
    assign dest_out_bin = binary_q;
  end else begin : gen_wire
    assign dest_out_bin = binary;
  end
endmodule

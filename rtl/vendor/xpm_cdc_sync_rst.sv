// Synchronizer of a synchronous reset (UG953, UG974: XPM_CDC_SYNC_RST).
//
// Parameters and ports: the vendor's. Every flip-flop is INIT at the start, regardless of INIT_SYNC_FF.
// Latency: DEST_SYNC_FF edges of dest_clk.
module xpm_cdc_sync_rst #(
    parameter int DEST_SYNC_FF = 4,
    parameter int INIT = 1,
    parameter int INIT_SYNC_FF = 0,
    parameter int SIM_ASSERT_CHK = 0
) (
    output logic dest_rst,
    input  logic dest_clk,
    input  logic src_rst
);
  if (DEST_SYNC_FF < 2 || DEST_SYNC_FF > 10) $error("xpm_cdc_sync_rst: DEST_SYNC_FF is %0d, must be 2 to 10", DEST_SYNC_FF);
  if (INIT != 0 && INIT != 1) $error("xpm_cdc_sync_rst: INIT is %0d, must be 0 or 1", INIT);
  if (INIT_SYNC_FF != 0 && INIT_SYNC_FF != 1) $error("xpm_cdc_sync_rst: INIT_SYNC_FF is %0d, must be 0 or 1", INIT_SYNC_FF);
  if (SIM_ASSERT_CHK != 0 && SIM_ASSERT_CHK != 1) $error("xpm_cdc_sync_rst: SIM_ASSERT_CHK is %0d, must be 0 or 1", SIM_ASSERT_CHK);

  logic [DEST_SYNC_FF-1:0] stages_q = {DEST_SYNC_FF{INIT == 1}};
  assign dest_rst = stages_q[DEST_SYNC_FF-1];
  always_ff @(posedge dest_clk) stages_q <= {stages_q[DEST_SYNC_FF-2:0], src_rst};
endmodule

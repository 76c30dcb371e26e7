// Synchronizer of a reset that is asserted asynchronously and released synchronously (UG953, UG974: XPM_CDC_ASYNC_RST).
//
// Parameters and ports: the vendor's. Every flip-flop holds "no reset" at the start, regardless of INIT_SYNC_FF.
// Latency: asserted at once; released DEST_SYNC_FF edges of dest_clk after src_arst.
module xpm_cdc_async_rst #(
    parameter int DEST_SYNC_FF = 4,
    parameter int INIT_SYNC_FF = 0,
    parameter int RST_ACTIVE_HIGH = 0
) (
    output logic dest_arst,
    input  logic dest_clk,
    input  logic src_arst
);
  if (DEST_SYNC_FF < 2 || DEST_SYNC_FF > 10) $error("xpm_cdc_async_rst: DEST_SYNC_FF is %0d, must be 2 to 10", DEST_SYNC_FF);
  if (INIT_SYNC_FF != 0 && INIT_SYNC_FF != 1) $error("xpm_cdc_async_rst: INIT_SYNC_FF is %0d, must be 0 or 1", INIT_SYNC_FF);
  if (RST_ACTIVE_HIGH != 0 && RST_ACTIVE_HIGH != 1) $error("xpm_cdc_async_rst: RST_ACTIVE_HIGH is %0d, must be 0 or 1", RST_ACTIVE_HIGH);

  logic active;
  logic [DEST_SYNC_FF-1:0] stages_q = '0;
  assign active = src_arst == (RST_ACTIVE_HIGH == 1);
  assign dest_arst = stages_q[DEST_SYNC_FF-1] == (RST_ACTIVE_HIGH == 1);
  always_ff @(posedge dest_clk or posedge active) begin
    if (active) stages_q <= '1;
    else stages_q <= {stages_q[DEST_SYNC_FF-2:0], 1'b0};
  end
endmodule

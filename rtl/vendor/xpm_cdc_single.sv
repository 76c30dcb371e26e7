// Synchronizer of a bit (UG953, UG974: XPM_CDC_SINGLE).
//
// Parameters and ports: the vendor's. Every flip-flop is 0 at the start, regardless of INIT_SYNC_FF.
// Latency: DEST_SYNC_FF edges of dest_clk after src_in, or with SRC_INPUT_REG after the flip-flop in src_clk
//   in front of them.
module xpm_cdc_single #(
    parameter int DEST_SYNC_FF = 4,
    parameter int INIT_SYNC_FF = 0,
    parameter int SIM_ASSERT_CHK = 0,
    parameter int SRC_INPUT_REG = 1
) (
    output logic dest_out,
    input  logic dest_clk,
    input  logic src_clk,
    input  logic src_in
);
  if (DEST_SYNC_FF < 2 || DEST_SYNC_FF > 10) $error("xpm_cdc_single: DEST_SYNC_FF is %0d, must be 2 to 10", DEST_SYNC_FF);
  if (INIT_SYNC_FF != 0 && INIT_SYNC_FF != 1) $error("xpm_cdc_single: INIT_SYNC_FF is %0d, must be 0 or 1", INIT_SYNC_FF);
  if (SIM_ASSERT_CHK != 0 && SIM_ASSERT_CHK != 1) $error("xpm_cdc_single: SIM_ASSERT_CHK is %0d, must be 0 or 1", SIM_ASSERT_CHK);
  if (SRC_INPUT_REG != 0 && SRC_INPUT_REG != 1) $error("xpm_cdc_single: SRC_INPUT_REG is %0d, must be 0 or 1", SRC_INPUT_REG);

  logic source;
  if (SRC_INPUT_REG == 1) begin : gen_register
    logic source_q = '0;
    always_ff @(posedge src_clk) source_q <= src_in;
    assign source = source_q;
  end else begin : gen_wire
    logic unused;
    assign source = src_in;
    assign unused = src_clk;
  end

  logic stages_q[DEST_SYNC_FF];
  initial for (int i = 0; i < DEST_SYNC_FF; i++) stages_q[i] = '0;
  assign dest_out = stages_q[DEST_SYNC_FF-1];
  always_ff @(posedge dest_clk) begin
    stages_q[0] <= source;
    for (int i = 1; i < DEST_SYNC_FF; i++) stages_q[i] <= stages_q[i-1];
  end
endmodule

// Synchronizer of a pulse, sent as a level that toggles (UG953, UG974: XPM_CDC_PULSE).
//
// Parameters and ports: the vendor's. Every flip-flop is 0 at the start, regardless of INIT_SYNC_FF.
// A rising edge of src_pulse gives a pulse of one cycle of dest_clk. With RST_USED low the resets are ignored.
// Assumed: a pulse passes one flip-flop of src_clk and DEST_SYNC_FF of dest_clk; with REG_OUTPUT, one more.
module xpm_cdc_pulse #(
    parameter int DEST_SYNC_FF = 4,
    parameter int INIT_SYNC_FF = 0,
    parameter int REG_OUTPUT = 0,
    parameter int RST_USED = 1,
    parameter int SIM_ASSERT_CHK = 0
) (
    output logic dest_pulse,
    input  logic dest_clk,
    input  logic dest_rst,
    input  logic src_clk,
    input  logic src_pulse,
    input  logic src_rst
);
  if (DEST_SYNC_FF < 2 || DEST_SYNC_FF > 10) $error("xpm_cdc_pulse: DEST_SYNC_FF is %0d, must be 2 to 10", DEST_SYNC_FF);
  if (INIT_SYNC_FF != 0 && INIT_SYNC_FF != 1) $error("xpm_cdc_pulse: INIT_SYNC_FF is %0d, must be 0 or 1", INIT_SYNC_FF);
  if (REG_OUTPUT != 0 && REG_OUTPUT != 1) $error("xpm_cdc_pulse: REG_OUTPUT is %0d, must be 0 or 1", REG_OUTPUT);
  if (RST_USED != 0 && RST_USED != 1) $error("xpm_cdc_pulse: RST_USED is %0d, must be 0 or 1", RST_USED);
  if (SIM_ASSERT_CHK != 0 && SIM_ASSERT_CHK != 1) $error("xpm_cdc_pulse: SIM_ASSERT_CHK is %0d, must be 0 or 1", SIM_ASSERT_CHK);

  logic pulse_q = 1'b0, level_q = 1'b0, level, seen_q = 1'b0, pulse;
  always_ff @(posedge src_clk) begin
    if (RST_USED == 1 && src_rst) begin
      pulse_q <= 1'b0;
      level_q <= 1'b0;
    end else begin
      pulse_q <= src_pulse;
      level_q <= level_q ^ (src_pulse && !pulse_q);
    end
  end
  xpm_cdc_single #(.DEST_SYNC_FF(DEST_SYNC_FF), .SRC_INPUT_REG(0)) u_level (
      .src_clk(src_clk), .src_in(level_q), .dest_clk(dest_clk), .dest_out(level));
  always_ff @(posedge dest_clk) seen_q <= RST_USED == 1 && dest_rst ? 1'b0 : level;
  assign pulse = level ^ seen_q;

  if (REG_OUTPUT == 1) begin : gen_register
    logic output_q = 1'b0;
    always_ff @(posedge dest_clk) output_q <= pulse && !(RST_USED == 1 && dest_rst);
    assign dest_pulse = output_q;
  end else begin : gen_wire
    assign dest_pulse = pulse;
  end
endmodule

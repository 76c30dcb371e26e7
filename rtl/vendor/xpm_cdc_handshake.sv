// Synchronizer of a bus by request and acknowledge (UG953, UG974: XPM_CDC_HANDSHAKE).
//
// Parameters and ports: the vendor's. Every flip-flop is 0 at the start, regardless of INIT_SYNC_FF.
// Handshake: src_in is taken when src_send rises. src_send falls after src_rcv rises; the next transfer may start when src_rcv is
//   low again. With DEST_EXT_HSK the user answers dest_req with dest_ack, and lowers it after dest_req falls; without it, the cell
//   answers.
// Assumed: src_send passes one flip-flop of src_clk, DEST_SYNC_FF of dest_clk and one more before dest_req, which without DEST_EXT_HSK is
//   high for one cycle; the answer passes one flip-flop of dest_clk and SRC_SYNC_FF of src_clk before src_rcv.
module xpm_cdc_handshake #(
    parameter int DEST_EXT_HSK = 1,
    parameter int DEST_SYNC_FF = 4,
    parameter int INIT_SYNC_FF = 0,
    parameter int SIM_ASSERT_CHK = 0,
    parameter int SRC_SYNC_FF = 4,
    parameter int WIDTH = 1
) (
    output logic [WIDTH-1:0] dest_out,
    output logic             dest_req,
    output logic             src_rcv,
    input  logic             dest_ack,
    input  logic             dest_clk,
    input  logic             src_clk,
    input  logic [WIDTH-1:0] src_in,
    input  logic             src_send
);
  if (DEST_SYNC_FF < 2 || DEST_SYNC_FF > 10) $error("xpm_cdc_handshake: DEST_SYNC_FF is %0d, must be 2 to 10", DEST_SYNC_FF);
  if (SRC_SYNC_FF < 2 || SRC_SYNC_FF > 10) $error("xpm_cdc_handshake: SRC_SYNC_FF is %0d, must be 2 to 10", SRC_SYNC_FF);
  if (DEST_EXT_HSK != 0 && DEST_EXT_HSK != 1) $error("xpm_cdc_handshake: DEST_EXT_HSK is %0d, must be 0 or 1", DEST_EXT_HSK);
  if (INIT_SYNC_FF != 0 && INIT_SYNC_FF != 1) $error("xpm_cdc_handshake: INIT_SYNC_FF is %0d, must be 0 or 1", INIT_SYNC_FF);
  if (SIM_ASSERT_CHK != 0 && SIM_ASSERT_CHK != 1) $error("xpm_cdc_handshake: SIM_ASSERT_CHK is %0d, must be 0 or 1", SIM_ASSERT_CHK);
  if (WIDTH < 1 || WIDTH > 1024) $error("xpm_cdc_handshake: WIDTH is %0d, must be 1 to 1024", WIDTH);

  logic send_q = 1'b0, seen_q = 1'b0, answer_q = 1'b0, seen;
  logic [WIDTH-1:0] taken_q = '0, given_q = '0;
  always_ff @(posedge src_clk) begin
    send_q <= src_send;
    if (src_send && !send_q) taken_q <= src_in;
  end
  xpm_cdc_single #(.DEST_SYNC_FF(DEST_SYNC_FF), .SRC_INPUT_REG(0)) u_request (
      .src_clk(src_clk), .src_in(send_q), .dest_clk(dest_clk), .dest_out(seen));
  always_ff @(posedge dest_clk) begin
    seen_q <= seen;
    if (seen && !seen_q) given_q <= taken_q;
    answer_q <= DEST_EXT_HSK == 1 ? dest_ack : seen_q;
  end
  assign dest_out = given_q;
  assign dest_req = DEST_EXT_HSK == 1 ? seen_q : seen_q && !answer_q;
  xpm_cdc_single #(.DEST_SYNC_FF(SRC_SYNC_FF), .SRC_INPUT_REG(0)) u_answer (
      .src_clk(dest_clk), .src_in(answer_q), .dest_clk(src_clk), .dest_out(src_rcv));
endmodule

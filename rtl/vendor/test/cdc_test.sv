// Tests the synchronizers: each output is compared with the input a fixed number of cycles before.
module cdc_test (
    input logic clk,
    output int checks,
    output int errors
);
  logic [31:0] r = 0, past[16];
  logic bit_now, bit_later, reset, reset_n, pulse, pulse_later, req, rcv, send = 0;
  logic [6:0] bits, counted, counted_later, count = 0, given, data = 0;
  xpm_cdc_single #(.DEST_SYNC_FF(3), .SRC_INPUT_REG(0)) u_single (.src_clk(clk), .src_in(r[0]), .dest_clk(clk), .dest_out(bit_now));
  xpm_cdc_single #(.DEST_SYNC_FF(2), .SRC_INPUT_REG(1)) u_single_r (.src_clk(clk), .src_in(r[0]), .dest_clk(clk), .dest_out(bit_later));
  xpm_cdc_array_single #(.WIDTH(7), .DEST_SYNC_FF(4)) u_array (.src_clk(clk), .src_in(r[6:0]), .dest_clk(clk), .dest_out(bits));
  xpm_cdc_sync_rst #(.DEST_SYNC_FF(4), .INIT(0)) u_reset (.src_rst(r[0]), .dest_clk(clk), .dest_rst(reset));
  xpm_cdc_async_rst #(.DEST_SYNC_FF(2), .RST_ACTIVE_HIGH(0)) u_reset_n (.src_arst(r[1:0] != 0), .dest_clk(clk), .dest_arst(reset_n));
  xpm_cdc_gray #(.WIDTH(7), .DEST_SYNC_FF(3)) u_gray (.src_clk(clk), .src_in_bin(count), .dest_clk(clk), .dest_out_bin(counted));
  xpm_cdc_gray #(.WIDTH(7), .DEST_SYNC_FF(2), .REG_OUTPUT(1)) u_gray_r (.src_clk(clk), .src_in_bin(count), .dest_clk(clk), .dest_out_bin(counted_later));
  xpm_cdc_pulse #(.DEST_SYNC_FF(3), .RST_USED(0)) u_pulse (.src_clk(clk), .src_pulse(r[2]), .src_rst(1'b0), .dest_clk(clk), .dest_rst(1'b0), .dest_pulse(pulse));
  xpm_cdc_pulse #(.DEST_SYNC_FF(2), .RST_USED(0), .REG_OUTPUT(1)) u_pulse_r (.src_clk(clk), .src_pulse(r[2]), .src_rst(1'b0), .dest_clk(clk), .dest_rst(1'b0), .dest_pulse(pulse_later));
  xpm_cdc_handshake #(.WIDTH(7), .DEST_EXT_HSK(0)) u_handshake (.src_clk(clk), .src_in(data), .src_send(send), .src_rcv(rcv), .dest_clk(clk), .dest_out(given), .dest_req(req), .dest_ack(1'b0));
  logic req_x, rcv_x, ack = 0, send_x = 0;
  logic [6:0] given_x;
  xpm_cdc_handshake #(.WIDTH(7), .DEST_EXT_HSK(1)) u_external (.src_clk(clk), .src_in(~data), .src_send(send_x), .src_rcv(rcv_x), .dest_clk(clk), .dest_out(given_x), .dest_req(req_x), .dest_ack(ack));

  function automatic void check(bit ok, string what);
    checks++;
    if (!ok) errors++;
    if (!ok && errors == 1) $display("cdc_test: %s", what);
  endfunction

  int cycle, sent, arrived, sent_at, sent_x, arrived_x;
  logic [6:0] counts[16];
  initial for (int i = 0; i < 16; i++) begin
    past[i] = 0;
    counts[i] = 0;
  end
  always @(posedge clk) begin
    // past[i]: r, i + 1 cycles ago.
    check(bit_now == past[2][0] && bit_later == past[2][0], "xpm_cdc_single");
    check(bits == past[4][6:0], "xpm_cdc_array_single");
    check(reset == past[3][0], "xpm_cdc_sync_rst");
    if (cycle > 4) check(reset_n == (r[1:0] != 0 && past[0][1:0] != 0 && past[1][1:0] != 0), "xpm_cdc_async_rst");
    check(counted == counts[3] && counted_later == counts[3], "xpm_cdc_gray");
    if (cycle > 8) check(pulse == (past[3][2] && !past[4][2]) && pulse_later == (past[3][2] && !past[4][2]), "xpm_cdc_pulse");
    // The handshake: each word arrives once, 6 cycles after it was sent.
    if (req) begin
      arrived++;
      check(given == 7'(arrived * 5) && cycle - sent_at == 6, "xpm_cdc_handshake");
    end
    if (!send && !rcv) begin
      sent++;
      sent_at = cycle + 1;
      check(arrived == sent - 1, "xpm_cdc_handshake loses a word");
      data <= 7'(sent * 5);
      send <= 1;
    end else if (send && rcv) send <= 0;
    if (!send_x && !rcv_x && r[5:4] == 0) begin
      sent_x++;
      send_x <= 1;
    end else if (send_x && rcv_x) send_x <= 0;
    if (req_x && !ack && r[6]) begin
      arrived_x++;
      check(arrived_x == sent_x, "xpm_cdc_handshake, external");
      ack <= 1;
    end else if (!req_x && ack) ack <= 0;

    for (int i = 15; i > 0; i--) begin
      past[i] = past[i-1];
      counts[i] = counts[i-1];
    end
    past[0] = r;
    counts[0] = count;
    cycle++;
    count <= count + 7'(r[8]);
    r <= $urandom;
  end
endmodule

// Checks one FIFO against the numbers of words that were written, left the memory, reached the output, and were read.
module fifo_check #(
    parameter bit Axis,
    parameter bit Fwft,
    parameter int Latency,
    parameter int Depth = 16
) (
    input logic clk,
    output int checks,
    output int errors
);
  logic rst = 1'b1, write = 1'b0, read = 1'b0, full, empty, busy, prog_full, prog_empty, ack, overflow, underflow, almost_full, almost_empty, valid;
  logic [15:0] din = '0, dout;
  logic [4:0] wr_count, rd_count;
  if (Axis) begin : gen_axis
    logic ready, out_valid;
    xpm_fifo_axis #(.FIFO_DEPTH(Depth), .TDATA_WIDTH(16), .USE_ADV_FEATURES("1E0E"), .PROG_FULL_THRESH(9), .PROG_EMPTY_THRESH(6),
                    .WR_DATA_COUNT_WIDTH(5), .RD_DATA_COUNT_WIDTH(5)) u_fifo (
        .s_aclk(clk), .m_aclk(clk), .s_aresetn(!rst), .s_axis_tvalid(write), .s_axis_tready(ready), .s_axis_tdata(din),
        .s_axis_tkeep(din[1:0]), .s_axis_tstrb(din[3:2]), .s_axis_tlast(din[4]), .s_axis_tid(din[5]), .s_axis_tdest(din[6]), .s_axis_tuser(din[7]),
        .m_axis_tvalid(out_valid), .m_axis_tready(read), .m_axis_tdata(dout),
        .m_axis_tkeep(side[1:0]), .m_axis_tstrb(side[3:2]), .m_axis_tlast(side[4]), .m_axis_tid(side[5]), .m_axis_tdest(side[6]), .m_axis_tuser(side[7]),
        .prog_full_axis(prog_full), .prog_empty_axis(prog_empty), .almost_full_axis(almost_full), .almost_empty_axis(almost_empty),
        .wr_data_count_axis(wr_count), .rd_data_count_axis(rd_count), .injectsbiterr_axis(1'b0), .injectdbiterr_axis(1'b0),
        .sbiterr_axis(), .dbiterr_axis());
    logic [7:0] side;
    assign full = !ready;
    assign empty = !out_valid;
    assign {busy, ack, overflow, underflow, valid} = '0;
    always @(posedge clk) if (out_valid && side != dout[7:0]) errors++;
  end else begin : gen_sync
    xpm_fifo_sync #(.FIFO_WRITE_DEPTH(Depth), .WRITE_DATA_WIDTH(16), .READ_DATA_WIDTH(16), .USE_ADV_FEATURES("1F1F"), .PROG_FULL_THRESH(9),
                    .PROG_EMPTY_THRESH(6), .WR_DATA_COUNT_WIDTH(5), .RD_DATA_COUNT_WIDTH(5), .READ_MODE(Fwft ? "fwft" : "std"),
                    .FIFO_READ_LATENCY(Latency)) u_fifo (
        .wr_clk(clk), .rst(rst), .wr_en(write), .din(din), .rd_en(read), .dout(dout), .full(full), .empty(empty), .wr_rst_busy(busy), .rd_rst_busy(),
        .prog_full(prog_full), .prog_empty(prog_empty), .wr_ack(ack), .overflow(overflow), .underflow(underflow), .almost_full(almost_full),
        .almost_empty(almost_empty), .data_valid(valid), .wr_data_count(wr_count), .rd_data_count(rd_count),
        .sleep(1'b0), .injectsbiterr(1'b0), .injectdbiterr(1'b0), .sbiterr(), .dbiterr());
  end

  function automatic void check(bit ok, string what);
    checks++;
    if (!ok) errors++;
    if (!ok && errors == 1) $display("fifo_check, axis %0d, fwft %0d, latency %0d: %s", Axis, Fwft, Latency, what);
  endfunction

  // Words are numbered from the last reset on.
  logic [15:0] data[0:65535];
  int written, left, staged, taken, quiet, odds_w, odds_r, hold;
  int reads[0:7];
  bit was_write, was_full, was_read, was_empty, was_prog_full, was_prog_empty, known;
  initial begin
    quiet = 3 + (Axis ? 8 : 4);
    odds_w = 50;
    odds_r = 50;
    known = 0;
    for (int i = 0; i < 8; i++) reads[i] = -1;
  end
  always @(posedge clk) begin
    if (quiet > 0) begin  // until the reset is over: 4 cycles after its last, or 8
      quiet--;
      known = 0;
      if (quiet == 0) begin
        written = 0; left = 0; staged = 0; taken = 0;
        for (int i = 0; i < 8; i++) reads[i] = -1;
      end
      rst <= quiet > (Axis ? 8 : 4);
      if (quiet == 1) begin
        check(full == Axis, "not full before the end of the reset");
        if (!Axis) check(busy, "busy until the end of the reset");
      end
    end else begin
      automatic bit is_full = written - left == Depth;
      automatic bit is_empty = Fwft ? staged == taken : written == left;
      automatic bit push = write && !is_full;
      automatic bit pop = read && !is_empty;
      automatic bit move = Fwft && left > staged && (staged == taken || pop);
      automatic bit pull = Fwft ? written > left && (left == staged || move) : pop;
      automatic int memory = written - left;
      automatic int all = Fwft ? written - taken : memory;
      check(full == is_full, "full");
      check(empty == is_empty, "empty");
      check(almost_full == (memory >= Depth - 1) && almost_empty == (all <= 1), "almost full or empty");
      check(32'(wr_count) == all && 32'(rd_count) == all, "data counts");
      if (!Axis) check(!busy, "busy");
      if (known) begin
        check(prog_full == was_prog_full && prog_empty == was_prog_empty, "prog_full or prog_empty");
        if (!Axis) check(ack == (was_write && !was_full) && overflow == (was_write && was_full), "wr_ack or overflow");
        if (!Axis) check(underflow == (was_read && was_empty), "underflow");
      end
      if (Fwft) begin
        if (!is_empty) check(dout == data[taken], "data");
        if (!Axis) check(valid == !is_empty, "data_valid");
      end else begin
        check(valid == (reads[Latency-1] >= 0), "data_valid");
        if (reads[Latency-1] >= 0) check(dout == data[reads[Latency-1]], "data");
        for (int i = 7; i > 0; i--) reads[i] = reads[i-1];
        reads[0] = pop ? left : -1;
      end
      known = 1;
      was_write = write; was_full = is_full; was_read = read; was_empty = is_empty;
      was_prog_full = memory >= 9 - (Fwft ? 2 : 0);
      was_prog_empty = memory <= 6 - (Fwft ? 2 : 0);
      if (push) begin
        data[written] = din;
        written++;
      end
      if (pull) left++;
      if (move) staged++;
      if (pop && Fwft) taken++;
      if (!Fwft && pop) taken++;
      if (hold == 0) begin
        hold = int'($urandom_range(20, 80));
        odds_w = int'($urandom_range(0, 2)) * 50;
        odds_r = int'($urandom_range(0, 2)) * 50;
        if ($urandom_range(0, 9) == 0) begin
          quiet = int'($urandom_range(1, 5)) + (Axis ? 8 : 4);
          rst <= 1'b1;
        end
      end else hold--;
    end
    write <= quiet == 0 && int'($urandom_range(0, 99)) < odds_w;
    read <= quiet == 0 && int'($urandom_range(0, 99)) < odds_r;
    din <= 16'($urandom);
  end
endmodule

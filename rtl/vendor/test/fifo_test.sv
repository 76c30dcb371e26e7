// Tests the FIFOs (see fifo_check).
module fifo_test (
    input logic clk,
    output int checks,
    output int errors
);
  int c[4], e[4];
  fifo_check #(.Axis(1'b1), .Fwft(1'b1), .Latency(0)) u_axis (.clk(clk), .checks(c[0]), .errors(e[0]));
  fifo_check #(.Axis(1'b0), .Fwft(1'b1), .Latency(0)) u_fwft (.clk(clk), .checks(c[1]), .errors(e[1]));
  fifo_check #(.Axis(1'b0), .Fwft(1'b0), .Latency(1)) u_std1 (.clk(clk), .checks(c[2]), .errors(e[2]));
  fifo_check #(.Axis(1'b0), .Fwft(1'b0), .Latency(3)) u_std3 (.clk(clk), .checks(c[3]), .errors(e[3]));
  assign checks = c[0] + c[1] + c[2] + c[3];
  assign errors = e[0] + e[1] + e[2] + e[3];
endmodule

// Tests the memories (see memory_check).
module memory_test (
    input logic clk,
    output int checks,
    output int errors
);
  localparam int Runs = 13;
  int c[Runs], e[Runs];
  memory_check #(.Kind(0), .Latency(1), .Mode("read_first")) u_0 (.clk(clk), .checks(c[0]), .errors(e[0]));
  memory_check #(.Kind(0), .Latency(2), .Mode("write_first")) u_1 (.clk(clk), .checks(c[1]), .errors(e[1]));
  memory_check #(.Kind(0), .Latency(4), .Mode("no_change")) u_2 (.clk(clk), .checks(c[2]), .errors(e[2]));
  memory_check #(.Kind(1), .Latency(1)) u_3 (.clk(clk), .checks(c[3]), .errors(e[3]));
  memory_check #(.Kind(1), .Latency(2), .Independent(1'b1)) u_4 (.clk(clk), .checks(c[4]), .errors(e[4]));
  memory_check #(.Kind(2), .Latency(1), .Mode("no_change")) u_5 (.clk(clk), .checks(c[5]), .errors(e[5]));
  memory_check #(.Kind(2), .Latency(2), .Mode("write_first")) u_6 (.clk(clk), .checks(c[6]), .errors(e[6]));
  memory_check #(.Kind(2), .Latency(3), .Mode("read_first")) u_7 (.clk(clk), .checks(c[7]), .errors(e[7]));
  memory_check #(.Kind(3), .Latency(0)) u_8 (.clk(clk), .checks(c[8]), .errors(e[8]));
  memory_check #(.Kind(3), .Latency(1)) u_9 (.clk(clk), .checks(c[9]), .errors(e[9]));
  memory_check #(.Kind(4), .Latency(2)) u_10 (.clk(clk), .checks(c[10]), .errors(e[10]));
  memory_check #(.Kind(5), .Latency(1)) u_11 (.clk(clk), .checks(c[11]), .errors(e[11]));
  memory_check #(.Kind(5), .Latency(3)) u_12 (.clk(clk), .checks(c[12]), .errors(e[12]));
  always_comb begin
    checks = 0;
    errors = 0;
    for (int i = 0; i < Runs; i++) begin
      checks += c[i];
      errors += e[i];
    end
  end
endmodule

// A product of a [3, 4] matrix and vectors of INT4, two a beat; INT2 weights come as a stream; a row after the other.
module MVAU_hls_0 (
    input wire ap_clk,
    input wire ap_rst_n,
    input wire [7:0] in0_V_TDATA,
    input wire in0_V_TVALID,
    output wire in0_V_TREADY,
    input wire [7:0] weights_V_TDATA,
    input wire weights_V_TVALID,
    output wire weights_V_TREADY,
    output reg [15:0] out_V_TDATA,
    output reg out_V_TVALID,
    input wire out_V_TREADY
);
  reg [7:0] held[0:1];
  reg sf;
  reg [1:0] nf;
  reg signed [15:0] sum;
  wire first = nf == 0;
  wire [7:0] x = first ? in0_V_TDATA : held[sf];
  wire go = weights_V_TVALID && (!first || in0_V_TVALID) && (!out_V_TVALID || out_V_TREADY);
  wire signed [3:0] x0 = x[3:0], x1 = x[7:4];
  wire signed [1:0] w0 = weights_V_TDATA[1:0], w1 = weights_V_TDATA[3:2];
  wire signed [15:0] next = (sf ? sum : 16'sd0) + x0 * w0 + x1 * w1;
  assign in0_V_TREADY = go && first;
  assign weights_V_TREADY = go;
  always @(posedge ap_clk) begin
    if (out_V_TREADY) out_V_TVALID <= 0;
    if (go) begin
      if (first) held[sf] <= in0_V_TDATA;
      sum <= next;
      sf  <= !sf;
      if (sf) begin
        nf <= nf == 2 ? 0 : nf + 1;
        out_V_TDATA <= next;
        out_V_TVALID <= 1;
      end
    end
    if (!ap_rst_n) begin
      sf <= 0;
      nf <= 0;
      out_V_TVALID <= 0;
    end
  end
endmodule

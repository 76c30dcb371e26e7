module finn_design_MVAU_hls_0_0 (
    in0_V_TDATA, in0_V_TVALID, in0_V_TREADY,
    weights_V_TDATA, weights_V_TVALID, weights_V_TREADY,
    out_V_TDATA, out_V_TVALID, out_V_TREADY, ap_clk, ap_rst_n
);
  input wire [7 : 0] in0_V_TDATA;
  input wire in0_V_TVALID;
  output wire in0_V_TREADY;
  input wire [7 : 0] weights_V_TDATA;
  input wire weights_V_TVALID;
  output wire weights_V_TREADY;
  output wire [15 : 0] out_V_TDATA;
  output wire out_V_TVALID;
  input wire out_V_TREADY;
  input wire ap_clk, ap_rst_n;
  MVAU_hls_0 inst (
      .ap_clk(ap_clk), .ap_rst_n(ap_rst_n), .in0_V_TDATA(in0_V_TDATA), .in0_V_TVALID(in0_V_TVALID), .in0_V_TREADY(in0_V_TREADY),
      .weights_V_TDATA(weights_V_TDATA), .weights_V_TVALID(weights_V_TVALID), .weights_V_TREADY(weights_V_TREADY),
      .out_V_TDATA(out_V_TDATA), .out_V_TVALID(out_V_TVALID), .out_V_TREADY(out_V_TREADY));
endmodule

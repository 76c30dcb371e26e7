`timescale 1 ps / 1 ps

module MVAU_hls_0_imp_9AYX2T
   (ap_clk,
    ap_rst_n,
    in0_V_tdata,
    in0_V_tready,
    in0_V_tvalid,
    out_V_tdata,
    out_V_tready,
    out_V_tvalid);
  input ap_clk;
  input ap_rst_n;
  input [7:0]in0_V_tdata;
  output in0_V_tready;
  input in0_V_tvalid;
  output [15:0]out_V_tdata;
  input out_V_tready;
  output out_V_tvalid;

  wire [7:0]weights_tdata;
  wire weights_tready;
  wire weights_tvalid;

  finn_design_MVAU_hls_0_0 MVAU_hls_0
       (.ap_clk(ap_clk),
        .ap_rst_n(ap_rst_n),
        .in0_V_TDATA(in0_V_tdata),
        .in0_V_TREADY(in0_V_tready),
        .in0_V_TVALID(in0_V_tvalid),
        .out_V_TDATA(out_V_tdata),
        .out_V_TREADY(out_V_tready),
        .out_V_TVALID(out_V_tvalid),
        .weights_V_TDATA(weights_tdata),
        .weights_V_TREADY(weights_tready),
        .weights_V_TVALID(weights_tvalid));
  finn_design_MVAU_hls_0_wstrm_0 MVAU_hls_0_wstrm
       (.ap_clk(ap_clk),
        .ap_rst_n(ap_rst_n),
        .awaddr({1'b0,1'b0,1'b0}),
        .awvalid(1'b0),
        .m_axis_0_tdata(weights_tdata),
        .m_axis_0_tready(weights_tready),
        .m_axis_0_tvalid(weights_tvalid));
endmodule

(* HW_HANDOFF = "finn_design.hwdef" *)
module finn_design
   (ap_clk,
    ap_rst_n,
    m_axis_0_tdata,
    m_axis_0_tready,
    m_axis_0_tvalid,
    s_axis_0_tdata,
    s_axis_0_tready,
    s_axis_0_tvalid);
  (* X_INTERFACE_INFO = "xilinx.com:signal:clock:1.0 CLK.AP_CLK CLK" *) input ap_clk;
  (* X_INTERFACE_INFO = "xilinx.com:signal:reset:1.0 RST.AP_RST_N RST" *) input ap_rst_n;
  output [15:0]m_axis_0_tdata;
  input m_axis_0_tready;
  output m_axis_0_tvalid;
  input [7:0]s_axis_0_tdata;
  output s_axis_0_tready;
  input s_axis_0_tvalid;

  wire [7:0]fifo_0_tdata;
  wire fifo_0_tready;
  wire fifo_0_tvalid;
  wire [15:0]mvau_tdata;
  wire mvau_tready;
  wire mvau_tvalid;

  MVAU_hls_0_imp_9AYX2T MVAU_hls_0
       (.ap_clk(ap_clk),
        .ap_rst_n(ap_rst_n),
        .in0_V_tdata(fifo_0_tdata),
        .in0_V_tready(fifo_0_tready),
        .in0_V_tvalid(fifo_0_tvalid),
        .out_V_tdata(mvau_tdata),
        .out_V_tready(mvau_tready),
        .out_V_tvalid(mvau_tvalid));
  finn_design_StreamingFIFO_rtl_0_0 StreamingFIFO_rtl_0
       (.ap_clk(ap_clk),
        .ap_rst_n(ap_rst_n),
        .in0_V_TDATA(s_axis_0_tdata),
        .in0_V_TREADY(s_axis_0_tready),
        .in0_V_TVALID(s_axis_0_tvalid),
        .out_V_TDATA(fifo_0_tdata),
        .out_V_TREADY(fifo_0_tready),
        .out_V_TVALID(fifo_0_tvalid));
  finn_design_StreamingFIFO_rtl_2_0 StreamingFIFO_rtl_2
       (.ap_clk(ap_clk),
        .ap_rst_n(ap_rst_n),
        .in0_V_TDATA(mvau_tdata),
        .in0_V_TREADY(mvau_tready),
        .in0_V_TVALID(mvau_tvalid),
        .out_V_TDATA(m_axis_0_tdata),
        .out_V_TREADY(m_axis_0_tready),
        .out_V_TVALID(m_axis_0_tvalid));
endmodule

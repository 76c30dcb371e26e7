module finn_design_StreamingFIFO_rtl_2_0 (
    input wire ap_clk,
    input wire ap_rst_n,
    input wire [15 : 0] in0_V_TDATA,
    input wire in0_V_TVALID,
    output wire in0_V_TREADY,
    output wire [15 : 0] out_V_TDATA,
    output wire out_V_TVALID,
    input wire out_V_TREADY
);
  small_fifo #(.WIDTH(16), .DEPTH(4)) inst (
      .clock(ap_clk), .reset(!ap_rst_n), .i_d(in0_V_TDATA), .i_v(in0_V_TVALID), .i_r(in0_V_TREADY),
      .o_d(out_V_TDATA), .o_v(out_V_TVALID), .o_r(out_V_TREADY));
endmodule

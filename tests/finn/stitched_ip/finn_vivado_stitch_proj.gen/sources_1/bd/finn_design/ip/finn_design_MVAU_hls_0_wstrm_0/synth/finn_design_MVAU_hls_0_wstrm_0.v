module finn_design_MVAU_hls_0_wstrm_0 (
    input wire ap_clk,
    input wire ap_rst_n,
    input wire [2:0] awaddr,
    input wire awvalid,
    output wire [7 : 0] m_axis_0_tdata,
    output wire m_axis_0_tvalid,
    input wire m_axis_0_tready
);
  MVAU_hls_0_memstream_wrapper #(
      .INIT_FILE("/home/user/tmp/code_gen_ipgen_MVAU_hls_0_ab12_d34/memblock.dat")
  ) inst (
      .clk(ap_clk), .rst(!ap_rst_n), .odat(m_axis_0_tdata), .ovld(m_axis_0_tvalid), .ordy(m_axis_0_tready));
endmodule

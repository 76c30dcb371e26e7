// Adds ADD to each element, behind a skid buffer whose two registers can both hold a beat. Plain Verilog; the
// reset is active high.
`timescale 1ns / 1ps
module skid_buffer #(
    parameter LANES = 2,
    parameter IN_BITS = 4,
    parameter OUT_BITS = 6,
    parameter ADD = 3
) (
    input  wire                      aclk,
    input  wire                      areset,
    input  wire                      enable,
    input  wire [ LANES*IN_BITS-1:0] s_axis_tdata,
    input  wire                      s_axis_tvalid,
    output wire                      s_axis_tready,
    output reg  [LANES*OUT_BITS-1:0] m_axis_tdata,
    output reg                       m_axis_tvalid,
    input  wire                      m_axis_tready
);
  reg [LANES*OUT_BITS-1:0] kept, sum;
  reg full;
  integer i;
  always @*
    for (i = 0; i < LANES; i = i + 1) sum[i*OUT_BITS+:OUT_BITS] = s_axis_tdata[i*IN_BITS+:IN_BITS] + ADD;
  assign s_axis_tready = !full && enable;
  always @(posedge aclk) begin
    if (areset) begin
      m_axis_tvalid <= #1 0;
      full <= #1 0;
    end else begin
      if (!m_axis_tvalid || m_axis_tready) begin
        m_axis_tvalid <= #1 full || (s_axis_tvalid && s_axis_tready);
        m_axis_tdata <= #1 full ? kept : sum;
        full <= #1 0;
      end else if (s_axis_tvalid && s_axis_tready) begin
        kept <= #1 sum;
        full <= #1 1;
      end
    end
  end
endmodule

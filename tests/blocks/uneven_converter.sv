// Converts from IN to OUT bits with a buffer of bits. Takes a word if it fits, offers one if there are enough bits, and pauses
// after every third word taken.
module uneven_converter #(
    parameter int IN  = 12,
    parameter int OUT = 8
) (
    input  logic           clk,
    input  logic           rst_n,
    input  logic [ IN-1:0] s_axis_tdata,
    input  logic           s_axis_tvalid,
    output logic           s_axis_tready,
    output logic [OUT-1:0] m_axis_tdata,
    output logic           m_axis_tvalid,
    input  logic           m_axis_tready
);
  localparam int Most = IN + OUT;
  logic [Most-1:0] bits, next_bits;
  logic [31:0] held, next_held;
  logic [1:0] taken;
  logic pause;

  assign s_axis_tready = held + IN <= Most && !pause;
  assign m_axis_tvalid = held >= OUT;
  assign m_axis_tdata  = bits[OUT-1:0];
  wire takes = s_axis_tvalid && s_axis_tready;
  always_comb begin
    next_bits = bits;
    next_held = held;
    if (m_axis_tvalid && m_axis_tready) begin
      next_bits = next_bits >> OUT;
      next_held = next_held - OUT;
    end
    if (takes) begin
      next_bits = next_bits | (Most'(s_axis_tdata) << next_held);
      next_held = next_held + IN;
    end
  end
  always_ff @(posedge clk) begin
    bits  <= next_bits;
    held  <= next_held;
    pause <= takes && taken == 2;
    if (takes) taken <= taken == 2 ? 0 : taken + 1;
    if (!rst_n) begin
      bits  <= '0;
      held  <= 0;
      pause <= 0;
      taken <= 0;
    end
  end
endmodule

// Generates AXI-Stream's TLAST for a stream by counting the stream's beats.
//
// Parameters: Beats >= 1 a frame.
// Latency: none: last_o is high while the last beat of a frame is offered, and belongs to that beat.
// Does NOT: look at data, or at what the other side calls a frame: it counts from reset on.
// Combinational paths: none.
module weir_last #(
    parameter int Beats = 0
) (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic valid_i,
    input  logic ready_i,
    output logic last_o
);
`ifndef __ICARUS__
  if (Beats < 1) $error("weir_last: Beats is %0d, must be at least 1", Beats);
`endif

  localparam int CountBits = Beats > 1 ? $clog2(Beats) : 1;

  logic [CountBits-1:0] beat_q;

  assign last_o = beat_q == CountBits'(Beats - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) beat_q <= '0;
    else if (valid_i && ready_i) beat_q <= last_o ? '0 : beat_q + 1'b1;
  end
endmodule

// A FIFO of DEPTH beats, a power of two. A beat can leave in the cycle after it came.
`timescale 1 ns / 1 ps
module small_fifo #(
    parameter WIDTH = 8,
    parameter DEPTH = 4
) (
    input wire clock,
    input wire reset,
    input wire [WIDTH-1:0] i_d,
    input wire i_v,
    output wire i_r,
    output wire [WIDTH-1:0] o_d,
    output wire o_v,
    input wire o_r
);
  localparam BITS = $clog2(DEPTH);
  reg [WIDTH-1:0] beats[0:DEPTH-1];
  reg [BITS:0] pushed, popped;
  wire [BITS:0] held = pushed - popped;
  assign i_r = held != DEPTH;
  assign o_v = pushed != popped;
  assign o_d = beats[popped[BITS-1:0]];
  always @(posedge clock) begin
    if (i_v && i_r) beats[pushed[BITS-1:0]] <= #1 i_d;
    pushed <= #1 reset ? 0 : pushed + (i_v && i_r);
    popped <= #1 reset ? 0 : popped + (o_v && o_r);
  end
endmodule

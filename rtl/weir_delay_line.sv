// Delay line with taps: tap t is the beat that came (t + 1) * Depth steps before the one at hand.
//
// Parameters: Width >= 1 bits a beat; Depth >= 1 steps from tap to tap; Taps >= 1.
// A step is a cycle with next_i; its beat comes in on data_i in the cycle after, with valid_i, and in that cycle taps_o holds
//   its taps.
// Packing: tap t in the bits t * Width upwards.
// Latency: a step a cycle, or none; II = 1. Buffering: Depth * Taps beats, a memory with one word of Taps beats a place (one
//   write port, one registered read port), or registers for a Depth of 1.
// Does NOT: reset what it holds: the first Depth * (t + 1) steps find nothing sensible in tap t.
// Combinational paths: none from an input to taps_o.
module weir_delay_line #(
    parameter int Width = 0,
    parameter int Depth = 0,
    parameter int Taps = 0
) (
    input  logic                  clk_i,
    input  logic                  rst_ni,
    input  logic                  next_i,
    input  logic                  valid_i,
    input  logic [     Width-1:0] data_i,
    output logic [Taps*Width-1:0] taps_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_delay_line: Width is %0d, must be at least 1", Width);
  if (Depth < 1) $error("weir_delay_line: Depth is %0d, must be at least 1", Depth);
  if (Taps < 1) $error("weir_delay_line: Taps is %0d, must be at least 1", Taps);
`endif

  // What the place holds after the step: the beat at hand, and each tap but the last one moved on.
  logic [Taps*Width-1:0] taps_q, moved;
  assign taps_o = taps_q;

  if (Taps > 1) begin : gen_moved
    assign moved = {taps_q[(Taps-1)*Width-1:0], data_i};
  end else begin : gen_only
    assign moved = data_i;
  end

  if (Depth > 1) begin : gen_memory
    localparam int AddressBits = $clog2(Depth);
    logic [Taps*Width-1:0] memory_q[0:Depth-1];
    logic [AddressBits-1:0] read_q, write_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) read_q <= '0;
      else if (next_i) read_q <= read_q == AddressBits'(Depth - 1) ? '0 : read_q + 1'b1;
    end
    always_ff @(posedge clk_i) begin
      if (next_i) begin
        taps_q <= memory_q[read_q];
        write_q <= read_q;
      end
    end
    always_ff @(posedge clk_i) begin
      if (valid_i) memory_q[write_q] <= moved;
    end
  end else begin : gen_registers
    // verilator lint_off UNUSEDSIGNAL
    logic unused;  // the place is always the same
    // verilator lint_on UNUSEDSIGNAL
    assign unused = &{1'b0, rst_ni, next_i};
    always_ff @(posedge clk_i) begin
      if (valid_i) taps_q <= moved;
    end
  end
endmodule

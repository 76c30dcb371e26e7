// Delay line with taps: tap t is the beat that came (t + 1) * Depth steps before the current beat.
//
// Parameters: Width >= 1 bits a beat; Depth >= 1 steps from tap to tap; Taps >= 1.
// A cycle with next_i high is a step. In the cycle after it, the step's beat comes in on data_i, with valid_i high, and taps_o
//   holds its taps.
// Packing: tap t starts at bit t * Width.
// Latency: the taps follow next_i by one cycle; II = 1. Buffering: Depth * Taps beats, in a memory of Depth words of Taps beats
//   each (one write port, one registered read port), or in registers if Depth is 1.
// Does NOT: reset its contents: in the first Depth * (t + 1) steps tap t is undefined.
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

  // The word to store after the step: the current beat, and each tap but the last one moved up by one.
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
    logic unused;  // with a Depth of 1 there is no address
    // verilator lint_on UNUSEDSIGNAL
    assign unused = &{1'b0, rst_ni, next_i};
    always_ff @(posedge clk_i) begin
      if (valid_i) taps_q <= moved;
    end
  end
endmodule

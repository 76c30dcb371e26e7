// The common part of the vendor's xpm FIFOs with a single clock.
//
// Parameters: Width >= 1 bits a word; Depth words of memory, a power of two from 16 to 4194304; Fwft: 1 for first word fall
//   through; ReadLatency >= 1: cycles from a read to its word without Fwft; FullInReset: the value of full and of the other full flags
//   during reset; ProgFull, ProgEmpty: the thresholds.
// Capacity: Depth words; Depth + 2 with Fwft (UG974).
// Latency: with Fwft a word written at t is offered from t + 3 on, without it may be read from t + 1 on. A word that leaves the
//   memory at t frees a slot from t + 1 on. II = 1.
// Reset: busy_o is high from the cycle after rst_i rises to 4 cycles after its last high cycle. In
//   the first 2 cycles of the simulation the FIFO behaves as if rst_i were high.
// Does NOT: assert that there are no writes while full or busy and no reads while empty: it ignores them, and overflow and
//   underflow report them.
// Combinational paths: none.
module weir_xpm_fifo #(
    parameter int Width,
    parameter int Depth,
    parameter bit Fwft,
    parameter int ReadLatency,
    parameter bit FullInReset,
    parameter int ProgFull,
    parameter int ProgEmpty
) (
    input  logic                     clk_i,
    input  logic                     rst_i,
    input  logic                     write_i,
    input  logic [        Width-1:0] data_i,
    input  logic                     read_i,
    output logic [        Width-1:0] data_o,
    output logic                     data_valid_o,
    output logic                     empty_o,
    output logic                     full_o,
    output logic                     almost_empty_o,
    output logic                     almost_full_o,
    output logic                     prog_empty_o,
    output logic                     prog_full_o,
    output logic                     write_ack_o,
    output logic                     overflow_o,
    output logic                     underflow_o,
    output logic                     busy_o,
    output logic [$clog2(Depth):0]   words_o
);
  if (Width < 1) $error("weir_xpm_fifo: Width is %0d, must be at least 1", Width);
  if (Depth < 16 || Depth > 4194304 || (Depth & (Depth - 1)) != 0)
    $error("weir_xpm_fifo: Depth is %0d, must be a power of two of 16 to 4194304", Depth);
  if (!Fwft && ReadLatency < 1) $error("weir_xpm_fifo: ReadLatency is %0d, must be at least 1", ReadLatency);

  localparam int AddressBits = $clog2(Depth);
  localparam int CountBits = AddressBits + 1;
  localparam int Staged = Fwft ? 2 : 0;  // words in the output registers, which the thresholds always count as held

  // Reset: two cycles at power-on without rst_i, then three stages.
  logic [1:0] power_on_q = 2'b11;
  logic [2:0] reset_q = 3'b000;
  logic busy_q = 1'b0;
  logic clear;
  assign clear = reset_q[2];
  assign busy_o = reset_q[2] || busy_q;
  always_ff @(posedge clk_i) begin
    power_on_q <= {power_on_q[0], 1'b0};
    reset_q <= rst_i || power_on_q[1] ? 3'b111 : {reset_q[1:0], 1'b0};
    busy_q <= reset_q[2];
  end

  // The memory and its flags.
  logic [Width-1:0] words_q[0:Depth-1];
  logic [AddressBits-1:0] write_at_q = '0, read_at_q = '0;
  logic [CountBits-1:0] held_q = '0, held_d;
  logic full_q = FullInReset, empty_q = 1'b1;
  logic push, pull;
  assign push = write_i && !full_q && !busy_o;
  assign held_d = held_q + CountBits'(push) - CountBits'(pull);
  assign full_o = full_q;

  always_ff @(posedge clk_i) begin
    if (push) words_q[write_at_q] <= data_i;
    if (clear) begin
      write_at_q <= '0;
      read_at_q <= '0;
      held_q <= '0;
      full_q <= FullInReset;
      empty_q <= 1'b1;
    end else begin
      if (push) write_at_q <= write_at_q + 1'b1;
      if (pull) read_at_q <= read_at_q + 1'b1;
      held_q <= held_d;
      if (!power_on_q[1]) full_q <= held_d == CountBits'(Depth);
      empty_q <= held_d == '0;
    end
  end

  // The output registers, and the number of words held.
  logic [CountBits-1:0] total;
  assign words_o = total;
  if (Fwft) begin : gen_fwft
    logic [Width-1:0] first_q, second_q;
    logic first_valid_q = 1'b0, second_valid_q = 1'b0;
    logic move;
    assign move = first_valid_q && (!second_valid_q || read_i);
    assign pull = !empty_q && (!first_valid_q || move);
    assign empty_o = !second_valid_q;
    assign data_valid_o = second_valid_q;
    assign data_o = second_q;
    assign total = held_q + CountBits'(first_valid_q) + CountBits'(second_valid_q);
    always_ff @(posedge clk_i) begin
      if (pull) first_q <= words_q[read_at_q];
      if (move) second_q <= first_q;
      if (clear) begin
        first_valid_q <= 1'b0;
        second_valid_q <= 1'b0;
      end else begin
        first_valid_q <= pull || (first_valid_q && !move);
        second_valid_q <= move || (second_valid_q && !read_i);
      end
    end
  end else begin : gen_standard
    logic [Width-1:0] data_q[0:ReadLatency-1];
    logic [ReadLatency-1:0] valid_q = '0;
    assign pull = !empty_q && read_i && !busy_o;
    assign empty_o = empty_q;
    assign data_valid_o = valid_q[ReadLatency-1];
    assign data_o = data_q[ReadLatency-1];
    assign total = held_q;
    always_ff @(posedge clk_i) begin
      if (pull) data_q[0] <= words_q[read_at_q];
      for (int i = 1; i < ReadLatency; i++) if (valid_q[i-1]) data_q[i] <= data_q[i-1];
      valid_q <= clear ? '0 : ReadLatency'({valid_q, pull});
    end
  end

  // Flags that follow one cycle late.
  always_ff @(posedge clk_i) begin
    if (clear) begin
      prog_full_o <= FullInReset;
      prog_empty_o <= 1'b1;
      write_ack_o <= 1'b0;
      overflow_o <= 1'b0;
      underflow_o <= 1'b0;
    end else begin
      prog_full_o <= 32'(held_q) >= ProgFull - Staged;
      prog_empty_o <= 32'(held_q) <= ProgEmpty - Staged;
      write_ack_o <= push;
      overflow_o <= write_i && !push;
      underflow_o <= read_i && empty_o;
    end
  end
  assign almost_full_o = full_q || held_q == CountBits'(Depth - 1);
  assign almost_empty_o = total <= 1;
endmodule

// Test bench: takes the beats of an AXI-Stream and compares each with the expected beat from a file.
//
// Parameters: Width >= 1 bits a beat; Beats >= 1 in File, one a line for $readmemh; FrameBeats >= 1 a frame; Last: 1 if
//   s_last_i must be high with the last beat of each frame and with no other; Name of the stream, for messages; Seed of its
//   stalls, not 0.
// Timing: ready in every cycle; while stalls_i is high, in every second one on average, at random.
// Checks: value and last of each beat; no beat after the last one; an offered beat stays stable until it is taken. errors_o
//   counts the errors, and the first ten are printed.
// Outputs: done_o: Beats beats were taken, the last of them in cycle last_cycle_o; taken_o: beats taken so far.
// Does NOT: end the simulation.
// Combinational paths: none.
module weir_bench_sink #(
    parameter int Width = 0,
    parameter int Beats = 0,
    parameter int FrameBeats = 0,
    parameter bit Last = 1'b0,
    parameter     File = "",
    parameter     Name = "",
    parameter int Seed = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             stalls_i,
    input  logic [     31:0] cycle_i,
    input  logic [Width-1:0] s_data_i,
    input  logic             s_last_i,
    input  logic             s_valid_i,
    output logic             s_ready_o,
    output logic             done_o,
    output logic [     31:0] last_cycle_o,
    output logic [     31:0] taken_o,
    output logic [     31:0] errors_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_bench_sink: Width is %0d, must be at least 1", Width);
  if (FrameBeats < 1 || Beats < 1 || Beats % FrameBeats != 0)
    $error("weir_bench_sink: Beats is %0d, must be a multiple of FrameBeats, which is %0d", Beats, FrameBeats);
  if (Seed == 0) $error("weir_bench_sink: Seed is 0, must be another number");
`endif

  localparam int AddressBits = Beats > 1 ? $clog2(Beats) : 1;
  localparam int MostMessages = 10;

  logic [Width-1:0] beats[0:Beats-1];
  logic [AddressBits-1:0] at_q;
  logic [31:0] frame_q, beat_q, taken_q;
  logic [31:0] errors_q, last_cycle_q, random_q;
  logic done_q, ready_q, held_q, held_last_q;
  logic [Width-1:0] held_data_q;
  logic last_wanted;

  initial $readmemh(File, beats);

  assign s_ready_o = rst_ni && ready_q;
  assign done_o = done_q;
  assign last_cycle_o = last_cycle_q;
  assign taken_o = taken_q;
  assign errors_o = errors_q;
  assign last_wanted = beat_q == 32'(FrameBeats - 1);

  // Not always_ff, in which Icarus Verilog allows no $display.
  always @(posedge clk_i) begin
    if (!rst_ni) begin
      at_q <= '0;
      frame_q <= '0;
      beat_q <= '0;
      taken_q <= '0;
      errors_q <= '0;
      last_cycle_q <= '0;
      random_q <= Seed;
      done_q <= 1'b0;
      ready_q <= 1'b1;
      held_q <= 1'b0;
    end else begin
      random_q <= {random_q[30:0], random_q[31] ^ random_q[21] ^ random_q[1] ^ random_q[0]};
      ready_q <= !stalls_i || random_q[0];
      held_q <= s_valid_i && !s_ready_o;
      held_data_q <= s_data_i;
      held_last_q <= s_last_i;
      if (held_q && (!s_valid_i || s_data_i !== held_data_q || (Last && s_last_i !== held_last_q))) begin
        errors_q <= errors_q + 1;
        if (errors_q < MostMessages)
          $display("FAIL: cycle %0d: %0s: an offered beat changed or went away before it was taken", cycle_i, Name);
      end else if (s_valid_i && s_ready_o) begin
        taken_q <= taken_q + 1;
        beat_q <= last_wanted ? 0 : beat_q + 1;
        if (last_wanted) frame_q <= frame_q + 1;
        if (done_q) begin
          errors_q <= errors_q + 1;
          if (errors_q < MostMessages) $display("FAIL: cycle %0d: %0s: a beat behind the last, %h", cycle_i, Name, s_data_i);
        end else begin
          last_cycle_q <= cycle_i;
          if (at_q == AddressBits'(Beats - 1)) done_q <= 1'b1;
          else at_q <= at_q + 1'b1;
          if (s_data_i !== beats[at_q] || (Last && s_last_i !== last_wanted)) begin
            errors_q <= errors_q + 1;
            if (errors_q < MostMessages && s_data_i !== beats[at_q])
              $display("FAIL: cycle %0d: %0s: frame %0d, beat %0d: found %h, wanted %h", cycle_i, Name, frame_q, beat_q, s_data_i,
                       beats[at_q]);
            if (errors_q < MostMessages && Last && s_last_i !== last_wanted)
              $display("FAIL: cycle %0d: %0s: frame %0d, beat %0d: found TLAST %b, wanted %b", cycle_i, Name, frame_q, beat_q,
                       s_last_i, last_wanted);
          end
        end
      end else if (s_valid_i === 1'bx) begin
        errors_q <= errors_q + 1;
        if (errors_q < MostMessages) $display("FAIL: cycle %0d: %0s: valid is unknown", cycle_i, Name);
      end
    end
  end
endmodule

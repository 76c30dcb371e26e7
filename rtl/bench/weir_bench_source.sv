// Test bench: sends the beats of a file on an AXI-Stream, in order, once.
//
// Parameters: Width >= 1 bits a beat; Beats >= 1 in File, one a line for $readmemh; Seed of its stalls, not 0.
// Timing: beat 0 is offered from the end of reset on, each later beat from the cycle after the beat before was taken. While
//   stalls_i is high, no new beat is offered in every second cycle on average, at random; a beat once offered stays.
// Outputs: done_o: every beat was taken.
// Does NOT: check the stream's ready.
// Combinational paths: m_valid_o depends on rst_ni.
module weir_bench_source #(
    parameter int Width = 0,
    parameter int Beats = 0,
    parameter     File = "",
    parameter int Seed = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             stalls_i,
    output logic [Width-1:0] m_data_o,
    output logic             m_valid_o,
    input  logic             m_ready_i,
    output logic             done_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_bench_source: Width is %0d, must be at least 1", Width);
  if (Beats < 1) $error("weir_bench_source: Beats is %0d, must be at least 1", Beats);
  if (Seed == 0) $error("weir_bench_source: Seed is 0, must be another number");
`endif

  localparam int AddressBits = Beats > 1 ? $clog2(Beats) : 1;

  logic [Width-1:0] beats[0:Beats-1];
  logic [AddressBits-1:0] at_q;
  logic done_q, open_q;
  logic [31:0] random_q;

  initial $readmemh(File, beats);

  assign m_data_o = beats[at_q];
  assign m_valid_o = rst_ni && open_q && !done_q;
  assign done_o = done_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      at_q <= '0;
      done_q <= 1'b0;
      open_q <= 1'b1;
      random_q <= Seed;
    end else begin
      random_q <= {random_q[30:0], random_q[31] ^ random_q[21] ^ random_q[1] ^ random_q[0]};
      if (m_valid_o && m_ready_i) begin
        if (at_q == AddressBits'(Beats - 1)) done_q <= 1'b1;
        else at_q <= at_q + 1'b1;
      end
      if (!m_valid_o || m_ready_i) open_q <= !stalls_i || random_q[0];
    end
  end
endmodule

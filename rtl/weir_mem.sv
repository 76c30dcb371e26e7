// Memory to stream, or stream to memory: passes beats with the latency and bandwidth of a memory. It repeats forever: for each
// of the Beats beats of a transaction, one iteration reads a beat and writes it. A transaction's first iteration issues Latency
// cycles after its beat is first seen with the transaction before complete. Each other one issues CyclesPerBeat cycles after
// the one before, and BurstGap cycles later still after every Burst beats.
//
// Parameters: Width >= 1 bits a beat; Beats >= 1 in a transaction; Latency >= 0; CyclesPerBeat >= 1; Burst >= 1 beats; BurstGap
//   >= 0; CyclesPerBeat + BurstGap below 2 ** 31.
// Latency L = 1 from an iteration's issue; II = CyclesPerBeat in a burst. Buffering: an output queue of L + 1 beats.
// Does NOT: look at the beats, or begin a transaction before the last one ended.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_mem #(
    parameter int Width = 0,
    parameter int Beats = 0,
    parameter int Latency = -1,
    parameter int CyclesPerBeat = 0,
    parameter int Burst = 0,
    parameter int BurstGap = -1
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [Width-1:0] s_in_data_i,
    input  logic             s_in_valid_i,
    output logic             s_in_ready_o,
    output logic [Width-1:0] m_out_data_o,
    output logic             m_out_valid_o,
    input  logic             m_out_ready_i,
    output logic             issue_o,
    output logic             blocked_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_mem: Width is %0d, must be at least 1", Width);
  if (Beats < 1) $error("weir_mem: Beats is %0d, must be at least 1", Beats);
  if (Latency < 0) $error("weir_mem: Latency is %0d, must be at least 0", Latency);
  if (CyclesPerBeat < 1) $error("weir_mem: CyclesPerBeat is %0d, must be at least 1", CyclesPerBeat);
  if (Burst < 1) $error("weir_mem: Burst is %0d, must be at least 1", Burst);
  if (BurstGap < 0) $error("weir_mem: BurstGap is %0d, must be at least 0", BurstGap);
`endif

  // The idle cycles between two issues in a burst.
  localparam int Pause = CyclesPerBeat - 1;
  localparam int Longest = Latency > Pause + BurstGap ? Latency : Pause + BurstGap;
  localparam int WaitBits = $clog2(Longest + 1) + 1;
  localparam int BeatBits = Beats > 1 ? $clog2(Beats) : 1;
  localparam int BurstBits = Burst > 1 ? $clog2(Burst) : 1;

  logic [WaitBits-1:0] wait_q;  // cycles until the current iteration may issue
  logic [BeatBits-1:0] beat_q;
  logic [BurstBits-1:0] in_burst_q;
  logic begun_q;  // the transaction has begun: its first beat was seen
  logic last_beat, last_in_burst, may, issue, credit;

  assign last_beat = beat_q == BeatBits'(Beats - 1);
  assign last_in_burst = in_burst_q == BurstBits'(Burst - 1);

  assign may = wait_q == '0 && (begun_q || Latency == 0);
  assign issue = s_in_valid_i && may && credit;
  assign s_in_ready_o = may && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wait_q <= '0;
      beat_q <= '0;
      in_burst_q <= '0;
      begun_q <= 1'b0;
    end else if (issue) begin
      begun_q <= !last_beat;
      beat_q <= last_beat ? '0 : beat_q + 1'b1;
      in_burst_q <= last_beat || last_in_burst ? '0 : in_burst_q + 1'b1;
      if (last_beat) wait_q <= '0;
      else wait_q <= last_in_burst ? WaitBits'(Pause + BurstGap) : WaitBits'(Pause);
    end else if (!begun_q && s_in_valid_i) begin
      // The cycle in which the beat is first seen is the first cycle of the latency.
      begun_q <= 1'b1;
      wait_q <= WaitBits'(Latency > 0 ? Latency - 1 : 0);
    end else if (wait_q != '0) begin
      wait_q <= wait_q - 1'b1;
    end
  end

  weir_output_queue #(
      .Width(Width),
      .Latency(1)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(s_in_data_i),
      .s_valid_i(issue),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule

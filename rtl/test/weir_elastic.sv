// An elastic layer that runs a table of iterations over and over. Test hardware (docs/timing.md, "Layers"): each beat carries
// its number in the stream and nothing else. It also has the timing that some layers have beside their iterations: the reader
// of a line buffer, and a memory's latency and pace.
//
// Parameters: Inputs, Outputs >= 1; Width bits a beat, enough to count L + 1; Latency = L >= 1; ReadAhead >= 0 beats a frame
//   that a reader takes from input 0 (0: there is no reader). Table: the Entries >= 1 iterations of a frame, the first in the
//   lowest bits, each {places, needs, delay, after - 1 (16 bits each), writes (one bit an output), waits, reads (one bit an
//   input each)}. An iteration issues at least `after` cycles after the one before, and at least `delay` cycles after all
//   inputs that it reads or waits for were first valid together. It issues once `needs` of the frame's beats were read ahead;
//   while it is the next to issue, the reader takes the frame's beats up to number `places`.
// Order and packing: beat n of a stream carries the low Width bits of n. Port i starts at bit i * Width.
// Latency: L. Buffering: an output queue of L + 1 beats for each output, and as many credits.
// Does NOT: buffer the beats that the reader takes; it only counts them.
// Combinational paths: s_ready_o depends on the other inputs' s_valid_i; m_valid_o on registers alone.
module weir_elastic #(
    parameter int Inputs,
    parameter int Outputs,
    parameter int Width,
    parameter int Latency,
    parameter int ReadAhead,
    parameter int Entries,
    localparam int EntryBits = 64 + Outputs + 2 * Inputs,
    parameter bit [Entries*EntryBits-1:0] Table
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    input  logic [ Inputs*Width-1:0] s_data_i,
    input  logic [       Inputs-1:0] s_valid_i,
    output logic [       Inputs-1:0] s_ready_o,
    output logic [Outputs*Width-1:0] m_data_o,
    output logic [      Outputs-1:0] m_valid_o,
    input  logic [      Outputs-1:0] m_ready_i,
    output logic                     busy_o,
    output logic                     blocked_o
);
  if (Inputs < 1) $error("weir_elastic: Inputs is %0d, must be at least 1", Inputs);
  if (Outputs < 1) $error("weir_elastic: Outputs is %0d, must be at least 1", Outputs);
  if (Width < CreditBits)
    $error("weir_elastic: Width is %0d, must be at least the %0d that count L + 1 beats", Width, CreditBits);
  if (Latency < 1) $error("weir_elastic: Latency is %0d, must be at least 1", Latency);
  if (ReadAhead < 0) $error("weir_elastic: ReadAhead is %0d, must be at least 0", ReadAhead);
  if (Entries < 1) $error("weir_elastic: Entries is %0d, must be at least 1", Entries);

  localparam int IndexBits = Entries > 1 ? $clog2(Entries) : 1;
  localparam int CreditBits = $clog2(Latency + 2);
  localparam logic [IndexBits-1:0] LastIndex = IndexBits'(Entries - 1);

  logic [EntryBits-1:0] rows[0:Entries-1];
  initial for (int i = 0; i < Entries; i++) rows[i] = Table[i*EntryBits+:EntryBits];

  // The current iteration, and the next one's index in the table.
  logic [Inputs-1:0] reads_q, waits_q, missing;
  logic [Outputs-1:0] writes_q, credits;
  logic [15:0] places_q, needs_q, delay_q;
  logic [15:0] pause_q;  // cycles until it may issue, by `after`
  logic [15:0] since_q;  // cycles since all inputs that it reads or waits for were first valid, up to delay
  logic [IndexBits-1:0] next_q;
  logic signed [31:0] ahead_q;  // beats of this frame read ahead; negative while beats of the frame before are still to be read
  logic credit, due, buffered, issue;

  assign missing = (reads_q | waits_q) & ~s_valid_i;
  assign credit = (writes_q & ~credits) == '0;
  assign due = pause_q == '0 && since_q == delay_q;
  assign buffered = ReadAhead == 0 || $signed(32'(needs_q)) <= ahead_q;
  assign issue = credit && due && buffered && missing == '0;
  assign busy_o = issue;
  assign blocked_o = !credit;

  for (genvar i = 0; i < Inputs; i++) begin : gen_input
    assign s_ready_o[i] = ReadAhead > 0 ? i == 0 && ahead_q < $signed(32'(places_q))
                                        : credit && due && reads_q[i] && (missing & ~(Inputs'(1) << i)) == '0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {places_q, needs_q, delay_q, pause_q, writes_q, waits_q, reads_q} <= rows[0];
      pause_q <= '0;
      since_q <= '0;
      next_q <= IndexBits'(Entries > 1 ? 1 : 0);
      ahead_q <= '0;
    end else begin
      if (issue) begin
        {places_q, needs_q, delay_q, pause_q, writes_q, waits_q, reads_q} <= rows[next_q];
        since_q <= '0;
        next_q <= next_q == LastIndex ? '0 : next_q + 1'b1;
      end else begin
        if (pause_q != '0) pause_q <= pause_q - 1'b1;
        if (missing == '0 && since_q != delay_q) since_q <= since_q + 1'b1;
      end
      // If the next iteration is the first of a frame, this one is the last of its frame.
      ahead_q <= ahead_q + 32'(s_valid_i[0] && s_ready_o[0]) - (issue && next_q == '0 ? ReadAhead : 0);
    end
  end

  // Beat n carries n, so that two numbers describe a queue: the next beat to arrive in it and the next to leave.
  for (genvar o = 0; o < Outputs; o++) begin : gen_output
    logic [Width-1:0] arrived_q, left_q;
    logic [CreditBits-1:0] credits_q;
    logic [Latency-1:0] writing;  // bit l: the iteration issued l cycles ago writes
    logic take, give;

    assign take = issue && writes_q[o];
    assign give = m_valid_o[o] && m_ready_i[o];
    assign credits[o] = credits_q != '0;
    assign m_valid_o[o] = arrived_q != left_q;
    assign m_data_o[o*Width+:Width] = left_q;

    if (Latency == 1) begin : gen_at_once
      assign writing = take;
    end else begin : gen_later
      logic [Latency-2:0] writing_q;
      assign writing = {writing_q, take};
      always_ff @(posedge clk_i) begin
        if (!rst_ni) writing_q <= '0;
        else writing_q <= writing[Latency-2:0];
      end
    end

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        arrived_q <= '0;
        left_q <= '0;
        credits_q <= CreditBits'(Latency + 1);
      end else begin
        if (writing[Latency-1]) arrived_q <= arrived_q + 1'b1;
        if (give) left_q <= left_q + 1'b1;
        if (give && !take) credits_q <= credits_q + 1'b1;
        if (take && !give) credits_q <= credits_q - 1'b1;
      end
    end
  end

`ifndef SYNTHESIS
  logic [Inputs-1:0][Width-1:0] read_q;  // beats read so far
  logic [Inputs-1:0] out_of_order;

  for (genvar i = 0; i < Inputs; i++) begin : gen_check
    assign out_of_order[i] = s_valid_i[i] && s_data_i[i*Width+:Width] != read_q[i];
    always_ff @(posedge clk_i) begin
      if (!rst_ni) read_q[i] <= '0;
      else if (s_valid_i[i] && s_ready_o[i]) read_q[i] <= read_q[i] + 1'b1;
    end
  end

  weir_stable #(.Width(Width), .Streams(Inputs)) u_s_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_data_i), .valid_i(s_valid_i), .ready_i(s_ready_o));
  s_in_order : assert property (@(posedge clk_i) disable iff (!rst_ni) out_of_order == '0)
    else $error("weir_elastic: an input is not the stream's next beat");
`endif
endmodule

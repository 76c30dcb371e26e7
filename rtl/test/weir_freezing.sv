// A freezing pipeline that runs a table of iterations over and over. Test hardware (docs/timing.md, "Freezing pipelines"): each
// beat carries its number in the stream and nothing else.
//
// Parameters: Inputs, Outputs >= 1; Width >= 1 bits a beat; Depth = D >= 1 stages. OnMissingInput 0: a missing input puts a
//   bubble into the pipeline. OnMissingInput 1: a missing input stops every stage, except before a frame's first iteration,
//   which is due when all earlier iterations have left the pipeline. Table: the Entries >= 1 iterations of a frame that touch a
//   stream, the first in the lowest bits, each {number of iterations before it that touch no stream (16 bits), writes (one bit
//   an output), waits, reads (one bit an input each)}; after reset the first iteration is due at once.
// Order and packing: beat n of a stream carries the low Width bits of n. Port i starts at bit i * Width.
// Latency: D enabled cycles. Buffering: none except the stages.
// Several outputs transfer together: m_valid_o is then a write enable, high only in the cycle of the transfer, and the
//   receivers must drive their ready from a register.
// Does NOT: collapse bubbles.
// Combinational paths: s_ready_o depends on m_ready_i and on the other inputs' s_valid_i; m_valid_o of several outputs depends
//   on m_ready_i, of one output on registers alone.
module weir_freezing #(
    parameter int Inputs,
    parameter int Outputs,
    parameter int Width,
    parameter int Depth,
    parameter bit OnMissingInput,
    parameter int Entries,
    localparam int EntryBits = 16 + Outputs + 2 * Inputs,
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
  if (Inputs < 1) $error("weir_freezing: Inputs is %0d, must be at least 1", Inputs);
  if (Outputs < 1) $error("weir_freezing: Outputs is %0d, must be at least 1", Outputs);
  if (Width < 1) $error("weir_freezing: Width is %0d, must be at least 1", Width);
  if (Depth < 1) $error("weir_freezing: Depth is %0d, must be at least 1", Depth);
  if (Entries < 1) $error("weir_freezing: Entries is %0d, must be at least 1", Entries);

  localparam int IndexBits = Entries > 1 ? $clog2(Entries) : 1;
  localparam int DrainBits = $clog2(Depth + 1);
  localparam logic [IndexBits-1:0] LastIndex = IndexBits'(Entries - 1);

  logic [EntryBits-1:0] rows[0:Entries-1];
  initial for (int i = 0; i < Entries; i++) rows[i] = Table[i*EntryBits+:EntryBits];

  // The current iteration, and the next one's index in the table.
  logic [Inputs-1:0] reads_q, waits_q, missing;
  logic [Outputs-1:0] writes_q;
  logic first_q;           // it is the first of its frame
  logic [15:0] silent_q;   // enabled cycles until the iterations before it that touch no stream have passed
  logic [DrainBits-1:0] drain_q;  // enabled cycles until all earlier iterations have left, if it waits for that
  logic [IndexBits-1:0] next_q;
  logic due, issue, blocked, stopped, enable;

  // The stages, stage 1 in the lowest bits. pending: the outputs that the iteration in stage D has still to write.
  logic [Depth-1:0][Outputs-1:0] stages_q;
  logic [Depth-1:0][Outputs-1:0][Width-1:0] number_q;
  logic [Outputs-1:0] pending;
  logic written_q;

  logic [Outputs-1:0][Width-1:0] issued_q;  // number of the next beat to issue

  assign missing = (reads_q | waits_q) & ~s_valid_i;
  assign due = silent_q == '0 && drain_q == '0;
  assign pending = written_q ? '0 : stages_q[Depth-1];
  assign blocked = (pending & ~m_ready_i) != '0;
  assign stopped = OnMissingInput && due && !first_q && missing != '0;
  assign enable = !blocked && !stopped;
  assign issue = due && missing == '0 && !blocked;
  assign busy_o = issue || (enable && silent_q != '0);
  assign blocked_o = blocked;

  for (genvar i = 0; i < Inputs; i++) begin : gen_input
    assign s_ready_o[i] = due && !blocked && reads_q[i] && (missing & ~(Inputs'(1) << i)) == '0;
  end
  if (Outputs == 1) begin : gen_one_output
    assign m_valid_o = pending;
  end else begin : gen_outputs
    assign m_valid_o = blocked ? '0 : pending;
  end
  assign m_data_o = number_q[Depth-1];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      {silent_q, writes_q, waits_q, reads_q} <= {16'd0, rows[0][EntryBits-17:0]};
      first_q <= 1'b1;
      drain_q <= '0;
      next_q <= IndexBits'(Entries > 1 ? 1 : 0);
      stages_q <= '0;
      written_q <= 1'b0;
      issued_q <= '0;
    end else begin
      written_q <= !enable && !blocked;
      if (enable) stages_q <= (Depth * Outputs)'({stages_q, issue ? writes_q : Outputs'(0)});
      if (issue) begin
        {silent_q, writes_q, waits_q, reads_q} <= rows[next_q];
        first_q <= next_q == '0;
        drain_q <= OnMissingInput && next_q == '0 ? DrainBits'(Depth) : '0;
        next_q <= next_q == LastIndex ? '0 : next_q + 1'b1;
        for (int o = 0; o < Outputs; o++) issued_q[o] <= issued_q[o] + Width'(writes_q[o]);
      end else if (enable) begin
        if (silent_q != '0) silent_q <= silent_q - 1'b1;
        if (drain_q != '0) drain_q <= drain_q - 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (enable) number_q <= (Depth * Outputs * Width)'({number_q, issued_q});
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
    else $error("weir_freezing: an input is not the stream's next beat");
`endif
endmodule

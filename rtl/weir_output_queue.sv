// Credits and output queue of a layer whose datapath never stalls. An iteration that will write takes a credit, so that a slot
// in the queue is free when its beat arrives.
//
// Parameters: Width >= 1 bits a beat; Latency = L >= 1 of the layer, from take_i to the first cycle in which the beat is
//   offered. The beat comes in on s_data_i L - 1 cycles after take_i.
// Buffering: L + 1 beats, and as many credits. take_i may be high only while credit_o is; the credit of a beat that leaves at p
//   is available again at p + 1.
// Order and packing: beats leave unchanged, in order. Its own latency is 1, II = 1.
// Does NOT: refuse a beat. A beat without a credit is a fault of the layer, and an assertion reports it.
// Combinational paths: none between handshakes.
module weir_output_queue #(
    parameter int Width = 0,
    parameter int Latency = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             take_i,
    output logic             credit_o,
    input  logic [Width-1:0] s_data_i,
    input  logic             s_valid_i,
    output logic [Width-1:0] m_data_o,
    output logic             m_valid_o,
    input  logic             m_ready_i
);
`ifndef __ICARUS__
  if (Latency < 1) $error("weir_output_queue: Latency is %0d, must be at least 1", Latency);
`endif

  localparam int Entries = Latency + 1;
  localparam int CreditBits = $clog2(Entries + 1);

  logic [CreditBits-1:0] credits_q;
  logic give;
  // The credits replace the queue's ready and occupancy: the layer looks at nothing else.
  // verilator lint_off UNUSEDSIGNAL
  logic queue_ready;
  logic [31:0] occupancy;
  // verilator lint_on UNUSEDSIGNAL

  assign credit_o = credits_q != 0;
  assign give = m_valid_o && m_ready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) credits_q <= CreditBits'(Entries);
    else if (give && !take_i) credits_q <= credits_q + 1'b1;
    else if (take_i && !give) credits_q <= credits_q - 1'b1;
  end

  weir_fifo #(
      .Width(Width),
      .Capacity(Entries)
  ) u_queue (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .depth_i(32'(Entries)),
      .s_data_i(s_data_i),
      .s_valid_i(s_valid_i),
      .s_ready_o(queue_ready),
      .m_data_o(m_data_o),
      .m_valid_o(m_valid_o),
      .m_ready_i(m_ready_i),
      .occupancy_o(occupancy)
  );

`ifndef SYNTHESIS
  take_has_credit : assert property (@(posedge clk_i) disable iff (!rst_ni) take_i |-> credit_o)
    else $error("weir_output_queue: an iteration that writes issued without a credit");
  beat_has_room : assert property (@(posedge clk_i) disable iff (!rst_ni) s_valid_i |-> queue_ready)
    else $error("weir_output_queue: a beat arrived at a full output queue");
`endif
endmodule

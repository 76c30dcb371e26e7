// A stream: its FIFO, and a gate at each end with which a test delays transfers.
//
// Parameters, depth_i, occupancy_o, order, packing, latency and II: as weir_fifo, with both gates open.
// Gates: while push_open_i is low, the FIFO does not see the producer's valid and the producer does not see the FIFO's ready.
//   While pop_open_i is low, a beat that was not offered yet is not offered; a beat that was offered stays offered, as valid
//   never drops before its transfer.
// Does NOT: hold beats in the gates.
// Combinational paths: s_ready_o depends on push_open_i, m_valid_o on pop_open_i; otherwise none between handshakes.
module weir_stream #(
    parameter int Width = 0,
    parameter int Capacity = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [31:0]      depth_i,
    input  logic             push_open_i,
    input  logic             pop_open_i,
    input  logic [Width-1:0] s_data_i,
    input  logic             s_valid_i,
    output logic             s_ready_o,
    output logic [Width-1:0] m_data_o,
    output logic             m_valid_o,
    input  logic             m_ready_i,
    output logic [31:0]      occupancy_o
);
  logic fifo_s_ready, fifo_m_valid, pop_shown, shown_q;

  assign s_ready_o = fifo_s_ready && push_open_i;
  assign pop_shown = pop_open_i || shown_q;
  assign m_valid_o = fifo_m_valid && pop_shown;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) shown_q <= 1'b0;
    else shown_q <= m_valid_o && !m_ready_i;
  end

  weir_fifo #(
      .Width(Width),
      .Capacity(Capacity)
  ) u_fifo (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .depth_i(depth_i),
      .s_data_i(s_data_i),
      .s_valid_i(s_valid_i && push_open_i),
      .s_ready_o(fifo_s_ready),
      .m_data_o(m_data_o),
      .m_valid_o(fifo_m_valid),
      .m_ready_i(m_ready_i && pop_shown),
      .occupancy_o(occupancy_o)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_data_i))) u_s_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_data_i), .valid_i(s_valid_i), .ready_i(s_ready_o));
  weir_stable #(.Width($bits(m_data_o))) u_m_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(m_data_o), .valid_i(m_valid_o), .ready_i(m_ready_i));
`endif
endmodule

// A stall gate on a wire: while it is closed, neither side sees the other's valid or ready. Test hardware (docs/timing.md,
// "Wires").
//
// Gate: while open_i is low, a beat that has not been offered yet stays hidden. Once valid was let through, the gate stays open
//   until the transfer.
// Does NOT: hold beats; data does not pass through it.
// Combinational paths: m_valid_o depends on s_valid_i, s_ready_o on m_ready_i, both on open_i.
module weir_gate (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic open_i,
    input  logic s_valid_i,
    output logic s_ready_o,
    output logic m_valid_o,
    input  logic m_ready_i
);
  logic open, shown_q;

  assign open = open_i || shown_q;
  assign m_valid_o = s_valid_i && open;
  assign s_ready_o = m_ready_i && open;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) shown_q <= 1'b0;
    else shown_q <= m_valid_o && !m_ready_i;
  end

`ifndef SYNTHESIS
  weir_stable #(.Width(1)) u_s_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(1'b0), .valid_i(s_valid_i), .ready_i(s_ready_o));
`endif
endmodule

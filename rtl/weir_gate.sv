// The stall gate of a wire: while it is closed neither side sees the other. Test hardware (docs/timing.md, "Wires").
//
// Gate: open_i low hides a beat that was not shown yet. Once valid was let through, the gate stays open until the transfer.
// Does NOT: hold beats; data passes beside it.
// Combinational paths: m_valid_o from s_valid_i, s_ready_o from m_ready_i, both from open_i.
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

// Register slice: two beats of storage between two wires, so that no combinational path crosses it. Test hardware
// (docs/timing.md, "Register slices").
//
// Parameters: Width >= 1 bits a beat.
// Order and packing: beats leave unchanged, in order.
// Latency L = 1, II = 1. Buffering: two beats.
// Does NOT: fall through, or accept a beat while it holds two, even if one leaves in that cycle.
// Combinational paths: none; ready and valid come from registers.
module weir_slice #(
    parameter int Width
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [Width-1:0] s_data_i,
    input  logic             s_valid_i,
    output logic             s_ready_o,
    output logic [Width-1:0] m_data_o,
    output logic             m_valid_o,
    input  logic             m_ready_i
);
  if (Width < 1) $error("weir_slice: Width is %0d, must be at least 1", Width);

  logic [Width-1:0] first_q, second_q;
  logic first_valid_q, second_valid_q;
  logic push, pop;

  assign s_ready_o = !second_valid_q;
  assign m_valid_o = first_valid_q;
  assign m_data_o = first_q;
  assign push = s_valid_i && s_ready_o;
  assign pop = m_valid_o && m_ready_i;

  always_ff @(posedge clk_i) begin
    if (pop && second_valid_q) first_q <= second_q;
    else if (push && (pop || !first_valid_q)) first_q <= s_data_i;
    if (push) second_q <= s_data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      first_valid_q <= 1'b0;
      second_valid_q <= 1'b0;
    end else begin
      first_valid_q <= push || second_valid_q || (first_valid_q && !pop);
      second_valid_q <= !pop && (second_valid_q || (push && first_valid_q));
    end
  end

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_data_i))) u_s_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_data_i), .valid_i(s_valid_i), .ready_i(s_ready_o));
`endif
endmodule

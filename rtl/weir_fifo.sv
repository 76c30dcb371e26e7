// First-in first-out queue of bounded size. Every stream has this FIFO.
//
// Parameters: Width >= 1 bits a beat; Capacity >= 1 beats of storage.
// Depth: the FIFO holds up to depth_i beats (1..Capacity, constant while running); the rest of the storage is not used.
// Order and packing: beats leave unchanged, in order.
// Latency: L = 1: a beat pushed at t is offered from t + 1 on, and a slot popped at t is free from t + 1 on.
// Initiation interval: 1 at a depth of 2 or more, 2 at a depth of 1. occupancy_o includes the transfers of the last clock edge.
// Does NOT: fall through; or accept a beat while full, even if one leaves in that cycle; or check that an offered beat stays
//   stable, which weir_stream does at both its ends.
// Combinational paths: from no input to any handshake output (except depth_i); ready and valid come from registers.
module weir_fifo #(
    parameter int Width = 0,
    parameter int Capacity = 0
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic [31:0]      depth_i,
    input  logic [Width-1:0] s_data_i,
    input  logic             s_valid_i,
    output logic             s_ready_o,
    output logic [Width-1:0] m_data_o,
    output logic             m_valid_o,
    input  logic             m_ready_i,
    output logic [31:0]      occupancy_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_fifo: Width is %0d, must be at least 1", Width);
  if (Capacity < 1) $error("weir_fifo: Capacity is %0d, must be at least 1", Capacity);
`endif

  localparam int AddressBits = Capacity > 1 ? $clog2(Capacity) : 1;
  localparam int CountBits = $clog2(Capacity + 1);
  localparam logic [AddressBits-1:0] LastAddress = AddressBits'(Capacity - 1);

  logic [Width-1:0] storage_q[0:Capacity-1];
  logic [AddressBits-1:0] write_q, read_q;
  logic [CountBits-1:0] occupancy_q;
  logic push, pop;

  assign s_ready_o = occupancy_o < depth_i;
  assign m_valid_o = occupancy_q != '0;
  assign m_data_o = storage_q[read_q];
  assign occupancy_o = 32'(occupancy_q);
  assign push = s_valid_i && s_ready_o;
  assign pop = m_valid_o && m_ready_i;

  always_ff @(posedge clk_i) begin
    if (push) storage_q[write_q] <= s_data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q <= '0;
      occupancy_q <= '0;
    end else begin
      if (push) write_q <= write_q == LastAddress ? '0 : write_q + 1'b1;
      if (pop) read_q <= read_q == LastAddress ? '0 : read_q + 1'b1;
      if (push && !pop) occupancy_q <= occupancy_q + 1'b1;
      if (pop && !push) occupancy_q <= occupancy_q - 1'b1;
    end
  end

`ifndef SYNTHESIS
  depth_in_range : assert property (@(posedge clk_i) disable iff (!rst_ni)
      depth_i >= 1 && depth_i <= Capacity)
    else $error("weir_fifo: depth_i is %0d, must be 1 to the capacity of %0d", depth_i, Capacity);
`endif
endmodule

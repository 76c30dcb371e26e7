// Read-only memory that gives its words in order, over and over.
//
// Parameters: Width >= 1 bits a word; Depth >= 1 words; File: memory image (see weir_table).
// Order: the first word after reset is word 0, and word 0 follows word Depth - 1.
// Latency: data_o holds the next word from the cycle after next_i on, until next_i is high again. II = 1.
// Does NOT: take an address, or define data_o before the first next_i.
// Combinational paths: none.
module weir_rom #(
    parameter int Width = 0,
    parameter int Depth = 0,
    parameter     File = ""
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             next_i,
    output logic [Width-1:0] data_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_rom: Width is %0d, must be at least 1", Width);
  if (Depth < 1) $error("weir_rom: Depth is %0d, must be at least 1", Depth);
`endif

  localparam int AddressBits = Depth > 1 ? $clog2(Depth) : 1;

  logic [AddressBits-1:0] address_q;

  weir_table #(
      .Width(Width),
      .Depth(Depth),
      .File(File)
  ) u_words (
      .clk_i(clk_i),
      .enable_i(next_i),
      .address_i(address_q),
      .data_o(data_o)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) address_q <= '0;
    else if (next_i) address_q <= address_q == AddressBits'(Depth - 1) ? '0 : address_q + 1'b1;
  end
endmodule

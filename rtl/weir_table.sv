// Read-only memory.
//
// Parameters: Width >= 1 bits a word; Depth >= 1 words; File: memory image for $readmemh, one word a line. A simulation may
//   define the statement WEIR_READ_IMAGE(file, words) to read the image in another way.
// Latency: data_o holds the word at address_i, which is less than Depth, from the cycle after enable_i on, until enable_i is
//   high again. II = 1.
// Does NOT: keep a word valid from reset on: data_o is undefined before the first enable_i.
// Combinational paths: none.
`ifndef WEIR_READ_IMAGE
`define WEIR_READ_IMAGE(file, words) $readmemh(file, words);
`endif

module weir_table #(
    parameter int Width = 0,
    parameter int Depth = 0,
    parameter     File = ""
) (
    input  logic                                       clk_i,
    input  logic                                       enable_i,
    input  logic [(Depth > 1 ? $clog2(Depth) : 1)-1:0] address_i,
    output logic [                          Width-1:0] data_o
);
`ifndef __ICARUS__
  if (Width < 1) $error("weir_table: Width is %0d, must be at least 1", Width);
  if (Depth < 1) $error("weir_table: Depth is %0d, must be at least 1", Depth);
`endif

  logic [Width-1:0] words[0:Depth-1];
  logic [Width-1:0] data_q;

  initial `WEIR_READ_IMAGE(File, words)

  assign data_o = data_q;

  always_ff @(posedge clk_i) begin
    // One word ignores its address: before reset it may be another, and Verilator reads a wide word before it checks that.
    if (enable_i) data_q <= words[Depth > 1 ? address_i : '0];
  end
endmodule

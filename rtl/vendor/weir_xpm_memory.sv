// The common part of the vendor's xpm memories: words with two ports, each of which writes, reads, or both.
//
// Parameters: Width bits a word, Words of them; ByteWidthA, B: bits that one write enable covers; LatencyA, B: cycles from address to
//   data, 0 being combinational; ModeA, B: what a port reads while it writes: 0 the new word, 1 the old one, 2 nothing; InitFile: image
//   for $readmemh, "none" for zeros; ResetA, B: reset value of the last stage; TwoClocks: 1 if clkb_i is not clka_i.
// Latency: a word enters the first stage with enable; each stage between the first and the last follows one cycle later; the last
//   stage has regce as its only enable, unless it is also the first. A reset has priority over both enables.
// Two ports that access one word in one cycle: a reader gets the old word; if both write a byte, port B's is kept.
// An address beyond Words reads zeros and writes nothing. A stage is undefined until a read fills it.
// Combinational paths: address to data if the latency is 0.
module weir_xpm_memory #(
    parameter int Width,
    parameter int Words,
    parameter int ByteWidthA,
    parameter int ByteWidthB,
    parameter int AddressBitsA,
    parameter int AddressBitsB,
    parameter int LatencyA,
    parameter int LatencyB,
    parameter int ModeA,
    parameter int ModeB,
    parameter string InitFile,
    parameter logic [Width-1:0] ResetA,
    parameter logic [Width-1:0] ResetB,
    parameter bit TwoClocks
) (
    input  logic                        clka_i,
    input  logic                        clkb_i,
    input  logic                        ena_i,
    input  logic                        enb_i,
    input  logic                        regcea_i,
    input  logic                        regceb_i,
    input  logic                        rsta_i,
    input  logic                        rstb_i,
    input  logic [Width/ByteWidthA-1:0] wea_i,
    input  logic [Width/ByteWidthB-1:0] web_i,
    input  logic [    AddressBitsA-1:0] addra_i,
    input  logic [    AddressBitsB-1:0] addrb_i,
    input  logic [           Width-1:0] dina_i,
    input  logic [           Width-1:0] dinb_i,
    output logic [           Width-1:0] douta_o,
    output logic [           Width-1:0] doutb_o
);
  localparam int IndexBits = Words > 1 ? $clog2(Words) : 1;

  // The memory has two write ports, which may have two clocks.
  /* verilator lint_off MULTIDRIVEN */
  logic [Width-1:0] words_q[0:Words-1];
  /* verilator lint_on MULTIDRIVEN */
  localparam string File = string'(InitFile);
`ifdef VERILATOR
  initial begin
    string folder;
    for (int i = 0; i < Words; i++) words_q[i] = '0;
    if (File != "none" && File != "") begin
      if ($value$plusargs("weir_mem=%s", folder)) $readmemh({folder, "/", File}, words_q);
      else $readmemh(File, words_q);
    end
  end
`else
  initial begin
    for (int i = 0; i < Words; i++) words_q[i] = '0;
    if (File != "none" && File != "") $readmemh(File, words_q);
  end
`endif

  logic [31:0] ata, atb;
  logic [Width-1:0] olda, oldb, newa, newb;
  assign ata = 32'(addra_i);
  assign atb = 32'(addrb_i);
  assign olda = ata < Words ? words_q[ata[IndexBits-1:0]] : '0;
  assign oldb = atb < Words ? words_q[atb[IndexBits-1:0]] : '0;
  always_comb begin
    newa = olda;
    newb = oldb;
    for (int i = 0; i < Width / ByteWidthA; i++) if (wea_i[i]) newa[i*ByteWidthA+:ByteWidthA] = dina_i[i*ByteWidthA+:ByteWidthA];
    for (int i = 0; i < Width / ByteWidthB; i++) if (web_i[i]) newb[i*ByteWidthB+:ByteWidthB] = dinb_i[i*ByteWidthB+:ByteWidthB];
  end

  // Bytes are written one by one, so that two ports may write to different bytes of one word.
  always_ff @(posedge clka_i) begin
    for (int i = 0; i < Width / ByteWidthA; i++)
      if (ena_i && wea_i[i] && ata < Words)
        words_q[ata[IndexBits-1:0]][i*ByteWidthA+:ByteWidthA] <= dina_i[i*ByteWidthA+:ByteWidthA];
    if (!TwoClocks)
      for (int i = 0; i < Width / ByteWidthB; i++)
        if (enb_i && web_i[i] && atb < Words)
          words_q[atb[IndexBits-1:0]][i*ByteWidthB+:ByteWidthB] <= dinb_i[i*ByteWidthB+:ByteWidthB];
  end
  if (TwoClocks) begin : gen_write_b
    always_ff @(posedge clkb_i)
      for (int i = 0; i < Width / ByteWidthB; i++)
        if (enb_i && web_i[i] && atb < Words)
          words_q[atb[IndexBits-1:0]][i*ByteWidthB+:ByteWidthB] <= dinb_i[i*ByteWidthB+:ByteWidthB];
  end

  weir_xpm_read #(.Width(Width), .Latency(LatencyA), .Reset(ResetA)) u_read_a (
      .clk_i(clka_i), .enable_i(ena_i), .hold_i(ModeA == 2 && wea_i != '0), .regce_i(regcea_i), .rst_i(rsta_i),
      .data_i(ModeA == 0 ? newa : olda), .data_o(douta_o));
  weir_xpm_read #(.Width(Width), .Latency(LatencyB), .Reset(ResetB)) u_read_b (
      .clk_i(TwoClocks ? clkb_i : clka_i), .enable_i(enb_i), .hold_i(ModeB == 2 && web_i != '0), .regce_i(regceb_i), .rst_i(rstb_i),
      .data_i(ModeB == 0 ? newb : oldb), .data_o(doutb_o));
endmodule

// Embedding table: reads indices, and writes their rows of the table. It repeats forever: for f < Dimension / Pe, one iteration
// writes a beat of Pe elements of the index's row; it reads the index first if f = 0.
//
// Parameters: Entries >= 2 ** IndexBits rows of the table, Dimension elements each, a multiple of Pe; IndexBits 1..30;
//   EntryBits 1..56, the width of an element; TableFile: memory image (see weir_table).
// Packing: TableFile has one word for each (row, f). Element p of a beat, and of a word, starts at bit p * EntryBits.
// Latency L = 2, II = 1, across indices. Buffering: an output queue of L + 1 beats.
// Does NOT: know how many indices a frame has.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_lookup #(
    parameter int Entries = 0,
    parameter int Dimension = 0,
    parameter int Pe = 0,
    parameter int IndexBits = 0,
    parameter int EntryBits = 0,
    parameter     TableFile = ""
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic [   IndexBits-1:0] s_in_data_i,
    input  logic                    s_in_valid_i,
    output logic                    s_in_ready_o,
    output logic [Pe*EntryBits-1:0] m_out_data_o,
    output logic                    m_out_valid_o,
    input  logic                    m_out_ready_i,
    output logic                    issue_o,
    output logic                    blocked_o
);
`ifndef __ICARUS__
  if (Pe < 1 || Dimension < 1 || Dimension % Pe != 0)
    $error("weir_lookup: Dimension is %0d, must be a multiple of Pe, which is %0d", Dimension, Pe);
  if (IndexBits < 1 || IndexBits > 30) $error("weir_lookup: IndexBits is %0d, must be 1 to 30", IndexBits);
  if (Entries < (1 << IndexBits))
    $error("weir_lookup: Entries is %0d, too few for indices of %0d bits", Entries, IndexBits);
  if (EntryBits < 1 || EntryBits > 56) $error("weir_lookup: EntryBits is %0d, must be 1 to 56", EntryBits);
`endif

  localparam int Folds = Dimension / Pe;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int AddressBits = $clog2(Entries * Folds);

  logic [FoldBits-1:0] fold_q;
  logic [AddressBits-1:0] next_q, address;  // the row's next word; the current iteration's word
  logic reads, issue, credit, valid1_q;
  logic [Pe*EntryBits-1:0] word;

  assign reads = fold_q == '0;
  assign issue = (!reads || s_in_valid_i) && credit;
  assign s_in_ready_o = reads && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;
  assign address = reads ? AddressBits'(s_in_data_i) * AddressBits'(Folds) : next_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fold_q <= '0;
      valid1_q <= 1'b0;
    end else begin
      if (issue) fold_q <= fold_q == FoldBits'(Folds - 1) ? '0 : fold_q + 1'b1;
      valid1_q <= issue;
    end
    if (issue) next_q <= address + 1'b1;
  end

  weir_table #(
      .Width(Pe * EntryBits),
      .Depth(Entries * Folds),
      .File(TableFile)
  ) u_table (
      .clk_i(clk_i),
      .enable_i(issue),
      .address_i(address),
      .data_o(word)
  );

  weir_output_queue #(
      .Width(Pe * EntryBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(word),
      .s_valid_i(valid1_q),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule

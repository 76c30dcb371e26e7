// Padding: constant pixels around a feature map and between its pixels. It repeats forever: for each pixel of the padded map,
// row by row, for f < Channels / Simd, one iteration writes a beat; it reads that beat if the pixel belongs to the unpadded
// map. A map's first iteration waits for s_in_valid_i even if it does not read, so that no padding comes before there is a map
// to pad.
//
// Parameters: map MapHeight x MapWidth, both >= 1; BeforeHeight, BeforeWidth, AfterHeight, AfterWidth >= 0 rows and columns
//   around the map; BetweenHeight, BetweenWidth >= 0 rows and columns between two of the map's own; Channels a multiple of
//   Simd; ElementBits 1..56; Code: the low ElementBits bits are the code of every padding element (given in 64 bits if 32 are
//   too few).
// Packing: channel s of a beat starts at bit s * ElementBits.
// Latency L = 1, II = 1, across rows and frames. Buffering: an output queue of L + 1 beats.
// Does NOT: look at the elements.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_pad #(
    parameter int MapHeight = 0,
    parameter int MapWidth = 0,
    parameter int BeforeHeight = -1,
    parameter int BeforeWidth = -1,
    parameter int AfterHeight = -1,
    parameter int AfterWidth = -1,
    parameter int Channels = 0,
    parameter int Simd = 0,
    parameter int ElementBits = 0,
    parameter signed Code = 0,
    parameter int BetweenHeight = 0,
    parameter int BetweenWidth = 0
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic [Simd*ElementBits-1:0] s_in_data_i,
    input  logic                        s_in_valid_i,
    output logic                        s_in_ready_o,
    output logic [Simd*ElementBits-1:0] m_out_data_o,
    output logic                        m_out_valid_o,
    input  logic                        m_out_ready_i,
    output logic                        issue_o,
    output logic                        blocked_o
);
`ifndef __ICARUS__
  if (MapHeight < 1) $error("weir_pad: MapHeight is %0d, must be at least 1", MapHeight);
  if (MapWidth < 1) $error("weir_pad: MapWidth is %0d, must be at least 1", MapWidth);
  if (BeforeHeight < 0) $error("weir_pad: BeforeHeight is %0d, must be at least 0", BeforeHeight);
  if (BeforeWidth < 0) $error("weir_pad: BeforeWidth is %0d, must be at least 0", BeforeWidth);
  if (AfterHeight < 0) $error("weir_pad: AfterHeight is %0d, must be at least 0", AfterHeight);
  if (AfterWidth < 0) $error("weir_pad: AfterWidth is %0d, must be at least 0", AfterWidth);
  if (BetweenHeight < 0) $error("weir_pad: BetweenHeight is %0d, must be at least 0", BetweenHeight);
  if (BetweenWidth < 0) $error("weir_pad: BetweenWidth is %0d, must be at least 0", BetweenWidth);
  if (Simd < 1 || Channels < 1 || Channels % Simd != 0)
    $error("weir_pad: Channels is %0d, must be a multiple of Simd, which is %0d", Channels, Simd);
  if (ElementBits < 1 || ElementBits > 56) $error("weir_pad: ElementBits is %0d, must be 1 to 56", ElementBits);
`endif

  localparam int Folds = Channels / Simd;
  // From the map's first row (column) to its last, with the padding in between.
  localparam int SpanHeight = MapHeight + (MapHeight - 1) * BetweenHeight;
  localparam int SpanWidth = MapWidth + (MapWidth - 1) * BetweenWidth;
  localparam int Height = BeforeHeight + SpanHeight + AfterHeight;
  localparam int Width = BeforeWidth + SpanWidth + AfterWidth;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int RowBits = $clog2(Height + 1);
  localparam int ColumnBits = $clog2(Width + 1);
  localparam int DownBits = $clog2(BetweenHeight + 2);
  localparam int RightBits = $clog2(BetweenWidth + 2);

  logic [FoldBits-1:0] fold_q;
  logic [RowBits-1:0] row_q, map_row;
  logic [ColumnBits-1:0] column_q, map_column;
  // Rows and columns since the last one of the unpadded map. Both 0 within the map's span: the pixel is one of the map's own.
  logic [DownBits-1:0] down_q;
  logic [RightBits-1:0] right_q;
  logic within_rows, within_columns, last_fold, last_column, last_row, first, reads, issue, credit;
  logic [Simd*ElementBits-1:0] beat;

  assign last_fold = fold_q == FoldBits'(Folds - 1);
  assign last_column = column_q == ColumnBits'(Width - 1);
  assign last_row = row_q == RowBits'(Height - 1);

  // For a row or column before the map the difference wraps around, and is then beyond the map's span.
  assign map_row = row_q - RowBits'(BeforeHeight);
  assign map_column = column_q - ColumnBits'(BeforeWidth);
  assign within_rows = map_row < RowBits'(SpanHeight);
  assign within_columns = map_column < ColumnBits'(SpanWidth);
  assign reads = within_rows && within_columns && down_q == '0 && right_q == '0;

  assign first = fold_q == '0 && column_q == '0 && row_q == '0;
  assign issue = (!(reads || first) || s_in_valid_i) && credit;
  assign s_in_ready_o = reads && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;
  assign beat = reads ? s_in_data_i : {Simd{ElementBits'(Code)}};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fold_q <= '0;
      column_q <= '0;
      row_q <= '0;
      right_q <= '0;
      down_q <= '0;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (last_fold) begin
        column_q <= last_column ? '0 : column_q + 1'b1;
        if (last_column || !within_columns || right_q == RightBits'(BetweenWidth)) right_q <= '0;
        else right_q <= right_q + 1'b1;
      end
      if (last_fold && last_column) begin
        row_q <= last_row ? '0 : row_q + 1'b1;
        if (last_row || !within_rows || down_q == DownBits'(BetweenHeight)) down_q <= '0;
        else down_q <= down_q + 1'b1;
      end
    end
  end

  weir_output_queue #(
      .Width(Simd * ElementBits),
      .Latency(1)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(beat),
      .s_valid_i(issue),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule

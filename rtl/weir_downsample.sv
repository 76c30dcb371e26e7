// Strided downsampling of a feature map: output pixel (y, x) is input pixel (y * StrideHeight, x * StrideWidth). It repeats
// forever: for each pixel of the map, row by row, for f < Channels / Simd, one iteration reads a beat, and writes it if the
// pixel is kept.
//
// Parameters: map MapHeight x MapWidth, StrideHeight, StrideWidth, all >= 1; Channels a multiple of Simd; ElementBits 1..56.
// Packing: channel s of a beat starts at bit s * ElementBits.
// Latency L = 1, II = 1, across rows and frames. Buffering: an output queue of L + 1 beats.
// Does NOT: look at the elements.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_downsample #(
    parameter int MapHeight = 0,
    parameter int MapWidth = 0,
    parameter int StrideHeight = 0,
    parameter int StrideWidth = 0,
    parameter int Channels = 0,
    parameter int Simd = 0,
    parameter int ElementBits = 0
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
  if (MapHeight < 1) $error("weir_downsample: MapHeight is %0d, must be at least 1", MapHeight);
  if (MapWidth < 1) $error("weir_downsample: MapWidth is %0d, must be at least 1", MapWidth);
  if (StrideHeight < 1) $error("weir_downsample: StrideHeight is %0d, must be at least 1", StrideHeight);
  if (StrideWidth < 1) $error("weir_downsample: StrideWidth is %0d, must be at least 1", StrideWidth);
  if (Simd < 1 || Channels < 1 || Channels % Simd != 0)
    $error("weir_downsample: Channels is %0d, must be a multiple of Simd, which is %0d", Channels, Simd);
  if (ElementBits < 1 || ElementBits > 56) $error("weir_downsample: ElementBits is %0d, must be 1 to 56", ElementBits);
`endif

  localparam int Folds = Channels / Simd;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int RowBits = $clog2(MapHeight + 1);
  localparam int ColumnBits = $clog2(MapWidth + 1);
  localparam int DownBits = $clog2(StrideHeight + 1);
  localparam int RightBits = $clog2(StrideWidth + 1);

  // The current pixel. down_q and right_q count the rows and columns to the next pixel that is kept.
  logic [RowBits-1:0] row_q;
  logic [ColumnBits-1:0] column_q;
  logic [DownBits-1:0] down_q;
  logic [RightBits-1:0] right_q;
  logic [FoldBits-1:0] fold_q;
  logic last_fold, last_column, last_row, writes, issue, credit;

  assign last_fold = fold_q == FoldBits'(Folds - 1);
  assign last_column = column_q == ColumnBits'(MapWidth - 1);
  assign last_row = row_q == RowBits'(MapHeight - 1);
  assign writes = down_q == '0 && right_q == '0;
  assign issue = s_in_valid_i && (!writes || credit);
  assign s_in_ready_o = !writes || credit;
  assign issue_o = issue;
  assign blocked_o = writes && !credit;

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
        if (last_column) right_q <= '0;
        else right_q <= right_q == '0 ? RightBits'(StrideWidth - 1) : right_q - 1'b1;
        if (last_column) begin
          row_q <= last_row ? '0 : row_q + 1'b1;
          if (last_row) down_q <= '0;
          else down_q <= down_q == '0 ? DownBits'(StrideHeight - 1) : down_q - 1'b1;
        end
      end
    end
  end

  weir_output_queue #(
      .Width(Simd * ElementBits),
      .Latency(1)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .s_data_i(s_in_data_i),
      .s_valid_i(issue && writes),
      .m_data_o(m_out_data_o),
      .m_valid_o(m_out_valid_o),
      .m_ready_i(m_out_ready_i)
  );

`ifndef SYNTHESIS
  weir_stable #(.Width($bits(s_in_data_i))) u_s_in_stable (
      .clk_i(clk_i), .rst_ni(rst_ni), .data_i(s_in_data_i), .valid_i(s_in_valid_i), .ready_i(s_in_ready_o));
`endif
endmodule

// Sliding-window unit: reads a feature map and writes its windows, with a line buffer in between. Position (i, j) of window
// (y, x) is the pixel (y * StrideHeight + i * DilationHeight, x * StrideWidth + j * DilationWidth). It repeats forever, with
// F = Channels / Simd:
// - ParallelWindow 0: for each window, for i, for j, for f < F (Depthwise: for f, for i, for j), one iteration writes a beat of
//   Simd channels from the line buffer. A separate reader fills the buffer, a beat a cycle while the beat's pixel has a place:
//   the buffer has places for BufferPixels pixels, from the first pixel of the current window on. With Mmv > 1 a group of Mmv
//   adjacent windows in a row replaces the window: a beat has Simd channels of that position of each of them.
// - ParallelWindow 1: for each pixel of the map, for f < F, one iteration reads a beat. If the pixel is the bottom right one of
//   a window, the iteration writes a beat: Simd channels of all positions.
//
// Parameters: map MapHeight x MapWidth, Kernel, Stride, Dilation, all >= 1, the dilated kernel no larger than the map; Channels
//   a multiple of Simd, and equal to it if ParallelWindow and not Depthwise; ElementBits 1..56; BufferPixels at least the span
//   of a window (group), (KernelHeight - 1) * DilationHeight * MapWidth + (KernelWidth - 1) * DilationWidth +
//   (Mmv - 1) * StrideWidth + 1 (ignored with ParallelWindow); Mmv >= 1, a divisor of the windows in a row, and 1 with
//   Depthwise or ParallelWindow.
// Packing: channel s of a beat starts at bit s * ElementBits. ParallelWindow: channel s of position k (counted row by row) is
//   in lane k * Simd + s. Mmv > 1: channel s of window m is in lane m * Simd + s.
// Latency L = 2, II = 1 for the iterations, across windows, rows and frames. A beat read at r is written by an iteration at
//   r + 1 or later; a place is free from the cycle after its window's last iteration on.
// Buffering: BufferPixels * F beats in a memory with one write and one registered read port, of which there are Mmv copies with
//   the same contents; with ParallelWindow delay lines of (KernelHeight - 1) * DilationHeight rows, and of the window; and an
//   output queue of L + 1 beats.
// Does NOT: pad, or skip pixels of a frame: pixels that lie between two windows are read and not used, also those between the
//   windows of two frames.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; so does issue_o, except that with ParallelWindow
//   it depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_swu #(
    parameter int MapHeight = 0,
    parameter int MapWidth = 0,
    parameter int Channels = 0,
    parameter int Simd = 0,
    parameter int ElementBits = 0,
    parameter int KernelHeight = 0,
    parameter int KernelWidth = 0,
    parameter int StrideHeight = 1,
    parameter int StrideWidth = 1,
    parameter int DilationHeight = 1,
    parameter int DilationWidth = 1,
    parameter bit Depthwise = 1'b0,
    parameter bit ParallelWindow = 1'b0,
    parameter int BufferPixels = 0,
    parameter int Mmv = 1
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic [Simd*ElementBits-1:0] s_in_data_i,
    input  logic                        s_in_valid_i,
    output logic                        s_in_ready_o,
    output logic [(ParallelWindow ? KernelHeight * KernelWidth : Mmv)*Simd*ElementBits-1:0] m_out_data_o,
    output logic                        m_out_valid_o,
    input  logic                        m_out_ready_i,
    output logic                        issue_o,
    output logic                        blocked_o
);
  // From a window's first row or column to its last.
  localparam int ReachHeight = (KernelHeight - 1) * DilationHeight;
  localparam int ReachWidth = (KernelWidth - 1) * DilationWidth;
  localparam int SpanPixels = ReachHeight * MapWidth + ReachWidth + (Mmv - 1) * StrideWidth + 1;
  localparam int WindowsHeight = (MapHeight - ReachHeight - 1) / (StrideHeight > 0 ? StrideHeight : 1) + 1;
  localparam int WindowsWidth = (MapWidth - ReachWidth - 1) / (StrideWidth > 0 ? StrideWidth : 1) + 1;

`ifndef __ICARUS__
  if (Simd < 1 || Channels < 1 || Channels % Simd != 0)
    $error("weir_swu: Channels is %0d, must be a multiple of Simd, which is %0d", Channels, Simd);
  if (ElementBits < 1 || ElementBits > 56) $error("weir_swu: ElementBits is %0d, must be 1 to 56", ElementBits);
  if (StrideHeight < 1) $error("weir_swu: StrideHeight is %0d, must be at least 1", StrideHeight);
  if (StrideWidth < 1) $error("weir_swu: StrideWidth is %0d, must be at least 1", StrideWidth);
  if (DilationHeight < 1) $error("weir_swu: DilationHeight is %0d, must be at least 1", DilationHeight);
  if (DilationWidth < 1) $error("weir_swu: DilationWidth is %0d, must be at least 1", DilationWidth);
  if (KernelHeight < 1 || ReachHeight + 1 > MapHeight)
    $error("weir_swu: KernelHeight is %0d, spread over %0d, must be at least 1 and within MapHeight, which is %0d",
           KernelHeight, ReachHeight + 1, MapHeight);
  if (KernelWidth < 1 || ReachWidth + 1 > MapWidth)
    $error("weir_swu: KernelWidth is %0d, spread over %0d, must be at least 1 and within MapWidth, which is %0d",
           KernelWidth, ReachWidth + 1, MapWidth);
  if (ParallelWindow && !Depthwise && Simd != Channels)
    $error("weir_swu: Simd is %0d, must be Channels, which is %0d, for a parallel window in standard order", Simd, Channels);
  if (!ParallelWindow && BufferPixels < SpanPixels)
    $error("weir_swu: BufferPixels is %0d, must be at least the %0d that a window spans", BufferPixels, SpanPixels);
  if (Mmv < 1 || (Mmv > 1 && (Depthwise || ParallelWindow)))
    $error("weir_swu: Mmv is %0d, must be at least 1, and 1 with Depthwise or ParallelWindow", Mmv);
  else if (WindowsWidth % Mmv != 0)
    $error("weir_swu: Mmv is %0d, must be a divisor of the %0d windows in a row", Mmv, WindowsWidth);
`endif

  localparam int Folds = Channels / Simd;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int BeatBits = Simd * ElementBits;
  localparam int OutBits = (ParallelWindow ? KernelHeight * KernelWidth : Mmv) * BeatBits;

  logic issue, writes, credit, valid1_q;
  logic [OutBits-1:0] beat1;  // the iteration's beat, one cycle after its issue

  assign issue_o = issue;
  assign blocked_o = writes && !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid1_q <= 1'b0;
    else valid1_q <= issue && writes;
  end

  if (ParallelWindow) begin : gen_parallel
    // The current pixel. down_q and right_q count the rows and columns to the next pixel that ends a window.
    localparam int ReachRows = KernelHeight - 1;
    localparam int ReachColumns = KernelWidth - 1;
    localparam int RowBits = $clog2(MapHeight + 1);
    localparam int ColumnBits = $clog2(MapWidth + 1);
    localparam int DownBits = $clog2((ReachHeight > StrideHeight ? ReachHeight : StrideHeight) + 1);
    localparam int RightBits = $clog2((ReachWidth > StrideWidth ? ReachWidth : StrideWidth) + 1);
    logic [RowBits-1:0] row_q;
    logic [ColumnBits-1:0] column_q;
    logic [DownBits-1:0] down_q;
    logic [RightBits-1:0] right_q;
    logic [FoldBits-1:0] fold_q;
    logic last_fold, last_column, last_row;

    assign last_fold = fold_q == FoldBits'(Folds - 1);
    assign last_column = column_q == ColumnBits'(MapWidth - 1);
    assign last_row = row_q == RowBits'(MapHeight - 1);
    assign writes = down_q == '0 && right_q == '0;
    assign s_in_ready_o = !writes || credit;
    assign issue = s_in_valid_i && (!writes || credit);

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        fold_q <= '0;
        column_q <= '0;
        row_q <= '0;
        right_q <= RightBits'(ReachWidth);
        down_q <= DownBits'(ReachHeight);
      end else if (issue) begin
        fold_q <= last_fold ? '0 : fold_q + 1'b1;
        if (last_fold) begin
          column_q <= last_column ? '0 : column_q + 1'b1;
          if (last_column) right_q <= RightBits'(ReachWidth);
          else right_q <= right_q == '0 ? RightBits'(StrideWidth - 1) : right_q - 1'b1;
          if (last_column) begin
            row_q <= last_row ? '0 : row_q + 1'b1;
            if (last_row) down_q <= DownBits'(ReachHeight);
            else down_q <= down_q == '0 ? DownBits'(StrideHeight - 1) : down_q - 1'b1;
          end
        end
      end
    end

    // Stage 1: a column of KernelHeight beats, top row first, whose bottom row is the current beat. This column is the last one
    // of the window.
    logic [BeatBits-1:0] in_q;
    // verilator lint_off UNUSEDSIGNAL
    logic stored_q;  // a 1 x 1 kernel has no delay lines
    // verilator lint_on UNUSEDSIGNAL
    logic [KernelHeight*BeatBits-1:0] column;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) stored_q <= 1'b0;
      else stored_q <= issue;
      if (issue) in_q <= s_in_data_i;
    end

    assign column[ReachRows*BeatBits+:BeatBits] = in_q;

    if (ReachRows > 0) begin : gen_rows
      logic [ReachRows*BeatBits-1:0] above;
      weir_delay_line #(
          .Width(BeatBits),
          .Depth(DilationHeight * MapWidth * Folds),
          .Taps(ReachRows)
      ) u_rows (
          .clk_i(clk_i),
          .rst_ni(rst_ni),
          .next_i(issue),
          .valid_i(stored_q),
          .data_i(in_q),
          .taps_o(above)
      );
      for (genvar i = 0; i < ReachRows; i++) begin : gen_row
        assign column[i*BeatBits+:BeatBits] = above[(ReachRows-1-i)*BeatBits+:BeatBits];
      end
    end

    if (ReachColumns > 0) begin : gen_columns
      logic [ReachColumns*KernelHeight*BeatBits-1:0] earlier;
      weir_delay_line #(
          .Width(KernelHeight * BeatBits),
          .Depth(DilationWidth * Folds),
          .Taps(ReachColumns)
      ) u_columns (
          .clk_i(clk_i),
          .rst_ni(rst_ni),
          .next_i(issue),
          .valid_i(stored_q),
          .data_i(column),
          .taps_o(earlier)
      );
      always_comb begin
        beat1 = '0;
        if (valid1_q) begin
          for (int i = 0; i < KernelHeight; i++) begin
            for (int j = 0; j < ReachColumns; j++) begin
              beat1[(i*KernelWidth+j)*BeatBits+:BeatBits] =
                  earlier[((ReachColumns-1-j)*KernelHeight+i)*BeatBits+:BeatBits];
            end
            beat1[(i*KernelWidth+ReachColumns)*BeatBits+:BeatBits] = column[i*BeatBits+:BeatBits];
          end
        end
      end
    end else begin : gen_one_column
      assign beat1 = column;
    end
  end else begin : gen_serial
    localparam int Places = BufferPixels * Folds;
    localparam int GroupsWidth = WindowsWidth / (Mmv > 0 ? Mmv : 1);

    // Beats from the first beat of a window (group) to the first of the next one, and from a group's first window to its last.
    localparam int StepInRow = Mmv * StrideWidth * Folds;
    localparam int StepToRow = StrideHeight * MapWidth * Folds - (GroupsWidth - 1) * StepInRow;
    localparam int StepToMap = (MapHeight - (WindowsHeight - 1) * StrideHeight) * MapWidth * Folds -
                               (GroupsWidth - 1) * StepInRow;
    localparam int ToLast = (Mmv - 1) * StrideWidth * Folds;
    localparam int StepLarger = StepInRow > StepToRow ? StepInRow : StepToRow;
    localparam int StepLargest = StepLarger > StepToMap ? StepLarger : StepToMap;

    // Beats from one position to the next in its row, and to the first in the next row.
    localparam int ToRight = DilationWidth * Folds;
    localparam int ToBelow = (DilationHeight * MapWidth - ReachWidth) * Folds;

    localparam int AddressBits = Places > 1 ? $clog2(Places) : 1;
    localparam int SumBits = AddressBits + 1;
    localparam int AheadBits = $clog2((Places > StepLargest ? Places : StepLargest) + 1) + 1;
    localparam int RowBits = $clog2(KernelHeight + 1);
    localparam int ColumnBits = $clog2(KernelWidth + 1);
    localparam int DownBits = $clog2(WindowsHeight + 1);
    localparam int RightBits = $clog2(GroupsWidth + 1);

    // Beats read, minus those before the current window: negative while the window begins with a beat not read yet.
    logic signed [AheadBits-1:0] ahead_q, ahead_d;
    logic [AddressBits-1:0] store_q;             // place of the next beat
    logic [AddressBits-1:0] base_q;              // place of the current window's first beat
    logic [AddressBits-1:0] offset_q, offset_d;  // the current iteration's offset from there
    logic [AddressBits-1:0] step_places;
    logic [SumBits-1:0] base_sum;
    logic signed [AheadBits-1:0] step;
    logic [FoldBits-1:0] fold_q;
    logic [RowBits-1:0] row_q;
    logic [ColumnBits-1:0] column_q;
    logic [DownBits-1:0] down_q;
    logic [RightBits-1:0] right_q;
    logic last_fold, last_row, last_column, last, last_right, last_down, store;

    assign writes = 1'b1;
    assign s_in_ready_o = ahead_q < AheadBits'(Places);
    assign store = s_in_valid_i && s_in_ready_o;
    assign issue = credit && $signed(AheadBits'(offset_q) + AheadBits'(ToLast)) < ahead_q;

    assign last_fold = fold_q == FoldBits'(Folds - 1);
    assign last_row = row_q == RowBits'(KernelHeight - 1);
    assign last_column = column_q == ColumnBits'(KernelWidth - 1);
    assign last = last_fold && last_row && last_column;
    assign last_right = right_q == RightBits'(GroupsWidth - 1);
    assign last_down = down_q == DownBits'(WindowsHeight - 1);

    assign base_sum = SumBits'(base_q) + SumBits'(step_places);

    always_comb begin
      if (!last_right) begin
        step = AheadBits'(StepInRow);
        step_places = AddressBits'(StepInRow % Places);
      end else if (!last_down) begin
        step = AheadBits'(StepToRow);
        step_places = AddressBits'(StepToRow % Places);
      end else begin
        step = AheadBits'(StepToMap);
        step_places = AddressBits'(StepToMap % Places);
      end
      ahead_d = ahead_q;
      if (issue && last) ahead_d = ahead_d - step;
      if (store) ahead_d = ahead_d + 1'b1;
    end

    // The order of the loops: in standard order the loop over folds is the innermost, in depthwise order the outermost.
    if (Depthwise) begin : gen_depthwise
      always_comb begin
        if (!last_column) offset_d = offset_q + AddressBits'(ToRight);
        else if (!last_row) offset_d = offset_q + AddressBits'(ToBelow);
        else if (!last_fold) offset_d = AddressBits'(fold_q) + 1'b1;
        else offset_d = '0;
      end
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          column_q <= '0;
          row_q <= '0;
          fold_q <= '0;
        end else if (issue) begin
          column_q <= last_column ? '0 : column_q + 1'b1;
          if (last_column) row_q <= last_row ? '0 : row_q + 1'b1;
          if (last_column && last_row) fold_q <= last_fold ? '0 : fold_q + 1'b1;
        end
      end
    end else begin : gen_standard
      always_comb begin
        if (!last_fold) offset_d = offset_q + 1'b1;
        else if (!last_column) offset_d = offset_q + AddressBits'(ToRight - Folds + 1);
        else if (!last_row) offset_d = offset_q + AddressBits'(ToBelow - Folds + 1);
        else offset_d = '0;
      end
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          fold_q <= '0;
          column_q <= '0;
          row_q <= '0;
        end else if (issue) begin
          fold_q <= last_fold ? '0 : fold_q + 1'b1;
          if (last_fold) column_q <= last_column ? '0 : column_q + 1'b1;
          if (last_fold && last_column) row_q <= last_row ? '0 : row_q + 1'b1;
        end
      end
    end

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        ahead_q <= '0;
        store_q <= '0;
        base_q <= '0;
        offset_q <= '0;
        right_q <= '0;
        down_q <= '0;
      end else begin
        ahead_q <= ahead_d;
        if (store) store_q <= store_q == AddressBits'(Places - 1) ? '0 : store_q + 1'b1;
        if (issue) offset_q <= offset_d;
        if (issue && last) begin
          base_q <= base_sum >= SumBits'(Places) ? AddressBits'(base_sum - SumBits'(Places)) : AddressBits'(base_sum);
          right_q <= last_right ? '0 : right_q + 1'b1;
          if (last_right) down_q <= last_down ? '0 : down_q + 1'b1;
        end
      end
    end

    // A memory for each window of the group. A beat is never stored in the place that is read in that cycle.
    for (genvar m = 0; m < Mmv; m++) begin : gen_window
      logic [BeatBits-1:0] buffer_q[0:Places-1];
      logic [BeatBits-1:0] beat_q;
      logic [AddressBits-1:0] address;
      logic [SumBits-1:0] sum;

      assign sum = SumBits'(base_q) + SumBits'(offset_q) + SumBits'(m * StrideWidth * Folds);
      assign address = sum >= SumBits'(Places) ? AddressBits'(sum - SumBits'(Places)) : AddressBits'(sum);

      always_ff @(posedge clk_i) begin
        if (store) buffer_q[store_q] <= s_in_data_i;
      end
      always_ff @(posedge clk_i) begin
        if (issue) beat_q <= buffer_q[address];
      end
      assign beat1[m*BeatBits+:BeatBits] = beat_q;
    end
  end

  weir_output_queue #(
      .Width(OutBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .s_data_i(beat1),
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
// verilator lint_on WIDTHCONCAT

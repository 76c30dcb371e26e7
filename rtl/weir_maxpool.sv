// Max pool over windows that do not overlap. It repeats forever: for each pixel of the map, row by row, for f < Channels / Pe,
// one iteration reads a beat. If the pixel is the bottom right one of a window, the iteration writes a beat: the window's
// largest value for each of Pe channels.
//
// Parameters: map MapHeight x MapWidth; KernelHeight 1..MapHeight, KernelWidth 1..MapWidth; Channels a multiple of Pe;
//   ElementBits 1..56; Kind 0 unsigned, 1 two's complement (also for ternary), 2 bipolar (1 bit, 1 for +1).
// Packing: lane p of a beat starts at bit p * ElementBits.
// Latency L = 2, II = 1, across rows and frames. Buffering: the largest values so far, for each channel of each window in a row
//   (of a single window if KernelHeight is 1), and an output queue of L + 1 beats.
// Does NOT: pool the pixels at the right and at the bottom that fill no window; they are read and dropped.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
// WIDTHCONCAT warns about '0 of more than 8192 bits, but beats and words may be that wide.
// verilator lint_off WIDTHCONCAT
module weir_maxpool #(
    parameter int MapHeight = 0,
    parameter int MapWidth = 0,
    parameter int KernelHeight = 0,
    parameter int KernelWidth = 0,
    parameter int Channels = 0,
    parameter int Pe = 0,
    parameter int ElementBits = 0,
    parameter int Kind = -1
) (
    input  logic                      clk_i,
    input  logic                      rst_ni,
    input  logic [Pe*ElementBits-1:0] s_in_data_i,
    input  logic                      s_in_valid_i,
    output logic                      s_in_ready_o,
    output logic [Pe*ElementBits-1:0] m_out_data_o,
    output logic                      m_out_valid_o,
    input  logic                      m_out_ready_i,
    output logic                      issue_o,
    output logic                      blocked_o
);
`ifndef __ICARUS__
  if (KernelHeight < 1 || KernelHeight > MapHeight)
    $error("weir_maxpool: KernelHeight is %0d, must be 1 to MapHeight, which is %0d", KernelHeight, MapHeight);
  if (KernelWidth < 1 || KernelWidth > MapWidth)
    $error("weir_maxpool: KernelWidth is %0d, must be 1 to MapWidth, which is %0d", KernelWidth, MapWidth);
  if (Pe < 1 || Channels < 1 || Channels % Pe != 0)
    $error("weir_maxpool: Channels is %0d, must be a multiple of Pe, which is %0d", Channels, Pe);
  if (Kind < 0 || Kind > 2) $error("weir_maxpool: Kind is %0d, must be 0 to 2", Kind);
  if (ElementBits < 1 || ElementBits > 56 || (Kind == 2 && ElementBits != 1))
    $error("weir_maxpool: ElementBits is %0d, must be 1 to 56, and 1 for Kind 2 (it is %0d)", ElementBits, Kind);
`endif

  localparam int Folds = Channels / Pe;
  localparam int UsedHeight = MapHeight / KernelHeight * KernelHeight;
  localparam int UsedWidth = MapWidth / KernelWidth * KernelWidth;
  localparam int Entries = (KernelHeight > 1 ? MapWidth / KernelWidth : 1) * Folds;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int RowBits = $clog2(MapHeight + 1);
  localparam int ColumnBits = $clog2(MapWidth + 1);
  localparam int DownBits = KernelHeight > 1 ? $clog2(KernelHeight) : 1;
  localparam int RightBits = KernelWidth > 1 ? $clog2(KernelWidth) : 1;
  localparam int EntryBits = Entries > 1 ? $clog2(Entries) : 1;

  // The current pixel: its place in the map and in its window, and the window's entry in largest_q.
  logic [FoldBits-1:0] fold_q;
  logic [RowBits-1:0] row_q;
  logic [ColumnBits-1:0] column_q;
  logic [DownBits-1:0] down_q;
  logic [RightBits-1:0] right_q;
  logic [EntryBits-1:0] entry_q;
  logic last_fold, last_column, last_row, last_right, last_down, used, first, writes, issue, credit;

  assign last_fold = fold_q == FoldBits'(Folds - 1);
  assign last_column = column_q == ColumnBits'(MapWidth - 1);
  assign last_row = row_q == RowBits'(MapHeight - 1);
  assign last_right = right_q == RightBits'(KernelWidth - 1);
  assign last_down = down_q == DownBits'(KernelHeight - 1);
  assign used = row_q < RowBits'(UsedHeight) && column_q < ColumnBits'(UsedWidth);
  assign first = right_q == '0 && down_q == '0;
  assign writes = used && last_right && last_down;

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
      entry_q <= '0;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (!last_fold) begin
        entry_q <= entry_q + 1'b1;
      end else begin
        // Go to the next window, or back to the first fold of this one.
        if (last_column || (last_right && KernelHeight == 1)) entry_q <= '0;
        else if (last_right) entry_q <= entry_q + 1'b1;
        else entry_q <= entry_q - EntryBits'(Folds - 1);
        right_q <= last_column || last_right ? '0 : right_q + 1'b1;
        column_q <= last_column ? '0 : column_q + 1'b1;
        if (last_column) begin
          down_q <= last_row || last_down ? '0 : down_q + 1'b1;
          row_q <= last_row ? '0 : row_q + 1'b1;
        end
      end
    end
  end

  // Stage 1: the larger of the beat and the largest so far. It computes only for a pixel inside a window.
  logic used1_q, first1_q, last1_q;
  logic [EntryBits-1:0] entry1_q;
  logic [Pe*ElementBits-1:0] in_q, largest;
  logic [Pe*ElementBits-1:0] largest_q[0:Entries-1];

  function automatic logic exceeds(input logic [ElementBits-1:0] a, input logic [ElementBits-1:0] b);
    if (Kind == 1) exceeds = $signed(a) > $signed(b);
    else exceeds = a > b;
  endfunction

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      used1_q <= 1'b0;
      last1_q <= 1'b0;
    end else begin
      used1_q <= issue && used;
      last1_q <= issue && writes;
    end
    if (issue && used) begin
      in_q <= s_in_data_i;
      first1_q <= first;
      entry1_q <= entry_q;
    end
  end

  always_comb begin
    largest = in_q;
    if (used1_q && !first1_q) begin
      largest = largest_q[entry1_q];
      for (int p = 0; p < Pe; p++) begin
        if (exceeds(in_q[p*ElementBits+:ElementBits], largest[p*ElementBits+:ElementBits]))
          largest[p*ElementBits+:ElementBits] = in_q[p*ElementBits+:ElementBits];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (used1_q) largest_q[entry1_q] <= largest;
  end

  weir_output_queue #(
      .Width(Pe * ElementBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue && writes),
      .credit_o(credit),
      .s_data_i(largest),
      .s_valid_i(last1_q),
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

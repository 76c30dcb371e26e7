// Nearest-neighbour upsampling of a feature map: a row of MapWidth pixels becomes a row of MapWidth * ToWidth / FromWidth
// pixels, and FromHeight rows become ToHeight rows. Output pixel x of a row is input pixel x * FromWidth / ToWidth, rounded
// down; rows likewise. It repeats forever: for each input row, for each of its repetitions, for each pixel of the row, for each
// of its repetitions, for f < Channels / Simd, one iteration writes a beat. If both repetitions are the first, the iteration
// reads the beat; otherwise it takes it from a buffer.
//
// Parameters: MapWidth a multiple of FromWidth; FromHeight, FromWidth >= 1; ToHeight >= FromHeight, ToWidth >= FromWidth
//   (counters are smallest for ratios in lowest terms); a map has a multiple of FromHeight rows; Channels a multiple of Simd;
//   ElementBits 1..56.
// Packing: channel s of a beat starts at bit s * ElementBits.
// Latency L = 2, II = 1, across rows and frames. Buffering: a pixel, or a row of pixels if ToHeight > FromHeight, in a memory
//   with one write and one registered read port; and an output queue of L + 1 beats.
// Does NOT: know how many rows a frame has, or look at the elements.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_upsample #(
    parameter int MapWidth = 0,
    parameter int FromHeight = 0,
    parameter int FromWidth = 0,
    parameter int ToHeight = 0,
    parameter int ToWidth = 0,
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
  if (FromHeight < 1) $error("weir_upsample: FromHeight is %0d, must be at least 1", FromHeight);
  if (FromWidth < 1 || MapWidth < 1 || MapWidth % FromWidth != 0)
    $error("weir_upsample: MapWidth is %0d, must be a multiple of FromWidth, which is %0d", MapWidth, FromWidth);
  if (ToHeight < FromHeight)
    $error("weir_upsample: ToHeight is %0d, must be at least FromHeight, which is %0d", ToHeight, FromHeight);
  if (ToWidth < FromWidth)
    $error("weir_upsample: ToWidth is %0d, must be at least FromWidth, which is %0d", ToWidth, FromWidth);
  if (Simd < 1 || Channels < 1 || Channels % Simd != 0)
    $error("weir_upsample: Channels is %0d, must be a multiple of Simd, which is %0d", Channels, Simd);
  if (ElementBits < 1 || ElementBits > 56) $error("weir_upsample: ElementBits is %0d, must be 1 to 56", ElementBits);
`endif

  localparam int Folds = Channels / Simd;
  localparam int Places = (ToHeight > FromHeight ? MapWidth : 1) * Folds;
  localparam int BeatBits = Simd * ElementBits;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int PlaceBits = Places > 1 ? $clog2(Places) : 1;
  localparam int ColumnBits = $clog2(MapWidth + 1);
  localparam int DownBits = $clog2(ToHeight + FromHeight);
  localparam int RightBits = $clog2(ToWidth + FromWidth);

  logic [BeatBits-1:0] buffer_q[0:Places-1];
  logic [BeatBits-1:0] beat_q;
  logic [PlaceBits-1:0] place_q;    // the current beat's place in the buffer
  logic [FoldBits-1:0] fold_q;      // f
  logic [ColumnBits-1:0] column_q;  // the input pixel
  // The distance from the start of the input pixel to the start of the output pixel, in pixels / ToWidth; and to the next
  // output pixel. Rows likewise.
  logic [RightBits-1:0] right_q, right;
  logic [DownBits-1:0] down_q, down;
  logic first_right_q, first_down_q;  // this is the pixel's (row's) first repetition
  logic last_fold, last_right, last_column, last_down, reads, issue, credit, valid1_q;

  assign right = right_q + RightBits'(FromWidth);
  assign down = down_q + DownBits'(FromHeight);
  assign last_fold = fold_q == FoldBits'(Folds - 1);
  assign last_right = right >= RightBits'(ToWidth);
  assign last_column = column_q == ColumnBits'(MapWidth - 1);
  assign last_down = down >= DownBits'(ToHeight);

  assign reads = first_down_q && first_right_q;
  assign issue = (!reads || s_in_valid_i) && credit;
  assign s_in_ready_o = reads && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      place_q <= '0;
      fold_q <= '0;
      right_q <= '0;
      first_right_q <= 1'b1;
      column_q <= '0;
      down_q <= '0;
      first_down_q <= 1'b1;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (last_fold) begin
        right_q <= last_right ? right - RightBits'(ToWidth) : right;
        first_right_q <= last_right;
      end
      if (last_fold && last_right) column_q <= last_column ? '0 : column_q + 1'b1;
      if (last_fold && last_right && last_column) begin
        down_q <= last_down ? down - DownBits'(ToHeight) : down;
        first_down_q <= last_down;
      end
      // Repeat the pixel, from its first beat on; or go to the next one, from the last place to the first.
      if (last_fold && !last_right) place_q <= place_q - PlaceBits'(Folds - 1);
      else place_q <= place_q == PlaceBits'(Places - 1) ? '0 : place_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (issue) begin
      if (reads) buffer_q[place_q] <= s_in_data_i;
      beat_q <= reads ? s_in_data_i : buffer_q[place_q];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid1_q <= 1'b0;
    else valid1_q <= issue;
  end

  weir_output_queue #(
      .Width(BeatBits),
      .Latency(2)
  ) u_output (
      .clk_i(clk_i),
      .rst_ni(rst_ni),
      .take_i(issue),
      .credit_o(credit),
      .s_data_i(beat_q),
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

// Nearest-neighbour upsampling of a feature map: out pixel (y, x) is in pixel (y / ScaleHeight, x / ScaleWidth). For ever: for
// each row of the map, for i < ScaleHeight, for each pixel of the row, for j < ScaleWidth, for f < Channels / Simd: one
// iteration writes a beat, which it reads if i = j = 0, and else takes from a buffer.
//
// Parameters: map rows of MapWidth pixels, ScaleHeight, ScaleWidth, all >= 1; Channels a multiple of Simd; ElementBits 1..32.
// Packing: channel s of a beat in the bits s * ElementBits upwards.
// Latency L = 2, II = 1, across rows and frames. Buffering: a pixel, or a row of pixels if ScaleHeight > 1, in a memory with
//   one write and one registered read port; and an output queue of L + 1 beats.
// Does NOT: know how many rows a frame has, or look at the elements.
// Combinational paths: s_in_ready_o and blocked_o depend on registers alone; issue_o depends on s_in_valid_i.
module weir_upsample #(
    parameter int MapWidth,
    parameter int ScaleHeight,
    parameter int ScaleWidth,
    parameter int Channels,
    parameter int Simd,
    parameter int ElementBits
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
  if (MapWidth < 1) $error("weir_upsample: MapWidth is %0d, must be at least 1", MapWidth);
  if (ScaleHeight < 1) $error("weir_upsample: ScaleHeight is %0d, must be at least 1", ScaleHeight);
  if (ScaleWidth < 1) $error("weir_upsample: ScaleWidth is %0d, must be at least 1", ScaleWidth);
  if (Simd < 1 || Channels < 1 || Channels % Simd != 0)
    $error("weir_upsample: Channels is %0d, must be a multiple of Simd, which is %0d", Channels, Simd);
  if (ElementBits < 1 || ElementBits > 32) $error("weir_upsample: ElementBits is %0d, must be 1 to 32", ElementBits);

  localparam int Folds = Channels / Simd;
  localparam int Places = (ScaleHeight > 1 ? MapWidth : 1) * Folds;
  localparam int BeatBits = Simd * ElementBits;
  localparam int FoldBits = Folds > 1 ? $clog2(Folds) : 1;
  localparam int PlaceBits = Places > 1 ? $clog2(Places) : 1;
  localparam int ColumnBits = $clog2(MapWidth + 1);
  localparam int DownBits = $clog2(ScaleHeight + 1);
  localparam int RightBits = $clog2(ScaleWidth + 1);

  logic [BeatBits-1:0] buffer_q[0:Places-1];
  logic [BeatBits-1:0] beat_q;
  logic [PlaceBits-1:0] place_q;    // of the beat at hand
  logic [FoldBits-1:0] fold_q;      // f
  logic [RightBits-1:0] right_q;    // j
  logic [ColumnBits-1:0] column_q;  // the pixel
  logic [DownBits-1:0] down_q;      // i
  logic last_fold, last_right, last_column, last_down, reads, issue, credit, valid1_q;

  assign last_fold = fold_q == FoldBits'(Folds - 1);
  assign last_right = right_q == RightBits'(ScaleWidth - 1);
  assign last_column = column_q == ColumnBits'(MapWidth - 1);
  assign last_down = down_q == DownBits'(ScaleHeight - 1);

  assign reads = down_q == '0 && right_q == '0;
  assign issue = (!reads || s_in_valid_i) && credit;
  assign s_in_ready_o = reads && credit;
  assign issue_o = issue;
  assign blocked_o = !credit;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      place_q <= '0;
      fold_q <= '0;
      right_q <= '0;
      column_q <= '0;
      down_q <= '0;
    end else if (issue) begin
      fold_q <= last_fold ? '0 : fold_q + 1'b1;
      if (last_fold) right_q <= last_right ? '0 : right_q + 1'b1;
      if (last_fold && last_right) column_q <= last_column ? '0 : column_q + 1'b1;
      if (last_fold && last_right && last_column) down_q <= last_down ? '0 : down_q + 1'b1;
      // The pixel once more, from its first beat on; or on to the next one, after the last place to the first.
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

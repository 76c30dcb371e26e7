// Sliding-window unit with a circular line buffer: reads a feature map and writes its windows. A beat is one
// position of a window, or of several adjacent windows.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstdint>

#include "hls/operand.hpp"
#include "hls/window.hpp"

namespace weir {
namespace hls {

// The current window is a group of Mmv adjacent windows in a row. An output beat is one position of all of
// them, window m from lane m * Simd on. Every iteration reads a beat if its pixel has a place in the buffer:
// if it is less than BufferPixels pixels after the first one of the current window. It writes a beat if an
// earlier iteration stored it. So later rows and frames are read while windows are written. Pixels between
// windows are read and overwritten. The parameters alone determine which iterations read and which write.
template <class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd, WindowOrder Order,
          int Mmv, int BufferPixels, int Bits>
void swu(::hls::stream<ap_uint<Simd * Bits> >& in, ::hls::stream<ap_uint<Mmv * Simd * Bits> >& out,
         unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  static_assert(Mmv == 1 || Order == WindowOrder::kStandard, "windows side by side are in standard order");
  using Windows = Sliding<Map, Kernel, Stride, Dilation, Mmv>;
  using Beat = ap_uint<Simd * Bits>;
  constexpr int kBeatBits = Simd * Bits;
  constexpr bool kDepthwise = Order == WindowOrder::kDepthwise;
  // From here on, units are beats.
  constexpr int kFolds = Channels / Simd;
  constexpr int kIn = Map::kArea * kFolds;
  constexpr int kOut = Windows::kRows * Windows::kGroups * Kernel::kArea * kFolds;
  constexpr int kBuffer = BufferPixels * kFolds;
  constexpr int kNextRow = Dilation::kHeight * Map::kWidth * kFolds;
  constexpr int kNextColumn = Dilation::kWidth * kFolds;
  constexpr int kLastRow = (Kernel::kHeight - 1) * kNextRow;
  constexpr int kLastColumn = (Kernel::kWidth - 1) * kNextColumn;
  constexpr int kNextWindow = Stride::kWidth * kFolds;
  constexpr int kLastWindow = (Mmv - 1) * kNextWindow;
  static_assert(kLastRow + kLastColumn + kLastWindow + kFolds <= kBuffer,
                "the buffer holds what a window spans");
  constexpr int kStepInRow = Windows::kStepInRow * kFolds;
  constexpr int kStepToRow = Windows::kStepToRow * kFolds;
  constexpr int kStepToMap = Windows::kStepToMap * kFolds;
  constexpr int kLongerStep = kStepInRow > kStepToRow ? kStepInRow : kStepToRow;
  constexpr int kLongestStep = kLongerStep > kStepToMap ? kLongerStep : kStepToMap;
  using Place = ap_uint<bits_for(kBuffer - 1)>;
  using Step = ap_uint<bits_for(kLongestStep)>;
  using Held = ap_int<bits_for(kBuffer > kLongestStep ? kBuffer : kLongestStep) + 1>;

  Beat buffer[Mmv][kBuffer];  // one copy for each window, to read from
#pragma HLS ARRAY_PARTITION variable = buffer complete dim = 1
  Place next = 0;   // place of the next input beat
  Place first = 0;  // place of the current window's first beat
  Held held = 0;    // beats read, from the window's first on; negative: that many before it are not read yet
  // Distance of the beat to write from the window's first one: row + column + fold.
  ap_uint<bits_for(kLastRow)> row = 0;
  ap_uint<bits_for(kLastColumn)> column = 0;
  ap_uint<bits_for(kFolds - 1)> fold = 0;
  ap_uint<bits_for(Windows::kGroups - 1)> window_x = 0;
  ap_uint<bits_for(Windows::kRows - 1)> window_y = 0;
  std::uint64_t to_read = std::uint64_t{frames} * kIn;
  std::uint64_t to_write = std::uint64_t{frames} * kOut;
swu_beats:
  while (to_read != 0 || to_write != 0) {
#pragma HLS PIPELINE II = 1  // trip count: frames * max(kIn, kOut) and the first fill, if no read waits
    const int distance = row.to_int() + column.to_int() + fold.to_int();
    const bool reads = to_read != 0 && held < kBuffer;
    const bool writes = to_write != 0 && distance + kLastWindow < held;
    Step step = 0;
    if (writes) {
      ap_uint<Mmv* kBeatBits> windows = 0;
    swu_windows:
      for (int m = 0; m < Mmv; ++m) {
#pragma HLS UNROLL
        const int place = first.to_int() + distance + m * kNextWindow;
        windows.range((m + 1) * kBeatBits - 1, m * kBeatBits) =
            buffer[m][place < kBuffer ? place : place - kBuffer];
      }
      out.write(windows);
      --to_write;

      const bool last_row = row == kLastRow;
      const bool last_column = column == kLastColumn;
      const bool last_fold = fold == kFolds - 1;
      const bool moves_column = kDepthwise || last_fold;
      const bool moves_row = moves_column && last_column;
      const bool moves_fold = !kDepthwise || (last_column && last_row);
      if (moves_row) row = last_row ? 0 : row.to_int() + kNextRow;
      if (moves_column) column = last_column ? 0 : column.to_int() + kNextColumn;
      if (moves_fold) fold = last_fold ? 0 : fold.to_int() + 1;

      if (last_row && last_column && last_fold) {
        const bool last_x = window_x == Windows::kGroups - 1;
        const bool last_y = window_y == Windows::kRows - 1;
        if (last_x) window_y = last_y ? 0 : window_y.to_int() + 1;
        window_x = last_x ? 0 : window_x.to_int() + 1;
        // A step may be longer than the buffer.
        const int on = !last_x ? kStepInRow % kBuffer : last_y ? kStepToMap % kBuffer : kStepToRow % kBuffer;
        const int moved = first.to_int() + on;
        first = moved < kBuffer ? moved : moved - kBuffer;
        step = !last_x ? kStepInRow : last_y ? kStepToMap : kStepToRow;
      }
    }
    if (reads) {
      const Beat beat = in.read();
    swu_copies:
      for (int m = 0; m < Mmv; ++m) {
#pragma HLS UNROLL
        buffer[m][next.to_int()] = beat;
      }
      next = next == kBuffer - 1 ? 0 : next.to_int() + 1;
      --to_read;
    }
    held += (reads ? 1 : 0) - step.to_int();
  }
}

}  // namespace hls
}  // namespace weir

// Max pool over windows that do not overlap.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Pe elements. The last one of a window and channel fold writes a beat.
// Pixels at the right and at the bottom that fill no window are dropped.
template <class Map, class Kernel, int Channels, int Pe, class Element>
void maxpool(::hls::stream<ap_uint<Pe * Element::kBits> >& in,
             ::hls::stream<ap_uint<Pe * Element::kBits> >& out, unsigned frames) {
  static_assert(Channels % Pe == 0, "pe divides the channels");
  using Windows = Sliding<Map, Kernel, Kernel, Extent<1, 1> >;
  using Beat = ap_uint<Pe * Element::kBits>;
  constexpr int kFolds = Channels / Pe;

  Beat above[Windows::kColumns * kFolds];  // maxima of each window's rows above the current one
  Beat left[kFolds];                       // the same, with the current row's pixels to the left
#pragma HLS ARRAY_PARTITION variable = left complete
  ap_uint<bits_for(Kernel::kHeight - 1)> row = 0;  // row within the window
  ap_uint<bits_for(Kernel::kWidth - 1)> column = 0;
  ap_uint<bits_for(Windows::kColumns)> window = 0;
maxpool_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  maxpool_rows:
    for (int y = 0; y < Map::kHeight; ++y) {
    maxpool_columns:
      for (int x = 0; x < Map::kWidth; ++x) {
      maxpool_folds:
        for (int fold = 0; fold < kFolds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * map height * map width * (Channels / Pe)
          Beat best = in.read();
          if (window < Windows::kColumns) {
            const int place = window.to_int() * kFolds + fold;
            if (column > 0) {
              best = larger<Pe, Element>(left[fold], best);
            } else if (row > 0) {
              best = larger<Pe, Element>(above[place], best);
            }
            if (column < Kernel::kWidth - 1) {
              left[fold] = best;
            } else if (row < Kernel::kHeight - 1) {
              above[place] = best;
            } else {
              out.write(best);
            }
          }
          if (fold == kFolds - 1) {
            const bool last_x = x == Map::kWidth - 1;
            const bool last_column = column == Kernel::kWidth - 1;
            if (last_x) row = y == Map::kHeight - 1 || row == Kernel::kHeight - 1 ? 0 : row.to_int() + 1;
            window = last_x ? 0 : window.to_int() + (last_column ? 1 : 0);
            column = last_x || last_column ? 0 : column.to_int() + 1;
          }
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

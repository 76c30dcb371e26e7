// Nearest-neighbour upsampling of a feature map.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration writes a beat of Simd elements. It reads the beat at the first repetition of both row and
// pixel, and otherwise takes it from a buffer. `Map`, the input's size, and `Size`, the output's, are
// Extents: output pixel (y, x) is input pixel (y * Map / Size, x * Map / Size), rounded down.
template <class Map, class Size, int Channels, int Simd, int Bits>
void upsample(::hls::stream<ap_uint<Simd * Bits> >& in, ::hls::stream<ap_uint<Simd * Bits> >& out,
              unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  static_assert(Size::kHeight >= Map::kHeight && Size::kWidth >= Map::kWidth, "no pixel is left out");
  using Beat = ap_uint<Simd * Bits>;
  constexpr int kFolds = Channels / Simd;

  Beat row[Map::kWidth * kFolds];
  Beat pixel[kFolds];
#pragma HLS ARRAY_PARTITION variable = pixel complete
  // The remainders of y * Map and x * Map divided by Size. An output pixel is the first one of its input
  // pixel if the remainder is less than Map.
  ap_uint<bits_for(Size::kHeight)> down = 0;
  ap_uint<bits_for(Size::kWidth)> right = 0;
  ap_uint<bits_for(Map::kWidth)> column = 0;  // the input pixel's column
upsample_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  upsample_rows:
    for (int y = 0; y < Size::kHeight; ++y) {
    upsample_columns:
      for (int x = 0; x < Size::kWidth; ++x) {
      upsample_folds:
        for (int fold = 0; fold < kFolds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * size area * (Channels / Simd)
          // The row's memory is not stored to and loaded from in the same iteration: that would lengthen it.
          Beat beat;
          const int place = column.to_int() * kFolds + fold;
          if (right >= Map::kWidth) {
            beat = pixel[fold];
          } else if (down >= Map::kHeight) {
            beat = row[place];
          } else {
            beat = in.read();
            row[place] = beat;
          }
          pixel[fold] = beat;
          out.write(beat);
          if (fold == kFolds - 1) {
            const int right_after = right.to_int() + Map::kWidth;
            const bool next_column = right_after >= Size::kWidth;
            right = next_column ? right_after - Size::kWidth : right_after;
            if (next_column) column = x == Size::kWidth - 1 ? 0 : column.to_int() + 1;
            if (x == Size::kWidth - 1) {
              const int down_after = down.to_int() + Map::kHeight;
              down = down_after >= Size::kHeight ? down_after - Size::kHeight : down_after;
            }
          }
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

// Strided downsampling of a feature map: keeps only the pixels on the grid of the strides.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Simd elements, and writes it if its pixel's row and column are multiples of
// the strides. `Map`, the input's size, and `Stride` are Extents.
template <class Map, class Stride, int Channels, int Simd, int Bits>
void downsample(::hls::stream<ap_uint<Simd * Bits> >& in, ::hls::stream<ap_uint<Simd * Bits> >& out,
                unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  static_assert(Stride::kHeight >= 1 && Stride::kWidth >= 1, "a stride is at least 1");
  using Beat = ap_uint<Simd * Bits>;
  constexpr int kFolds = Channels / Simd;

  ap_uint<bits_for(Stride::kHeight - 1)> row = 0;  // rows since the last one kept
  ap_uint<bits_for(Stride::kWidth - 1)> column = 0;
downsample_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  downsample_rows:
    for (int y = 0; y < Map::kHeight; ++y) {
    downsample_columns:
      for (int x = 0; x < Map::kWidth; ++x) {
      downsample_folds:
        for (int fold = 0; fold < kFolds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * map height * map width * (Channels / Simd)
          const Beat beat = in.read();
          if (row == 0 && column == 0) out.write(beat);
          if (fold == kFolds - 1) {
            const bool last_x = x == Map::kWidth - 1;
            const bool last_y = y == Map::kHeight - 1;
            if (last_x) row = last_y || row == Stride::kHeight - 1 ? 0 : row.to_int() + 1;
            column = last_x || column == Stride::kWidth - 1 ? 0 : column.to_int() + 1;
          }
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

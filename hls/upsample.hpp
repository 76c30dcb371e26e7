// Nearest-neighbour upsampling of a feature map.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration writes a beat of Simd elements, which it reads at a row's first repetition and the pixel's
// first, and else has kept. `Map`, what comes in, and `Scale` are Extents.
template <class Map, class Scale, int Channels, int Simd, int Bits>
void upsample(::hls::stream<ap_uint<Simd * Bits> >& in, ::hls::stream<ap_uint<Simd * Bits> >& out,
              unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  static_assert(Scale::kHeight >= 1 && Scale::kWidth >= 1, "a scale is at least 1");
  using Beat = ap_uint<Simd * Bits>;
  constexpr int kFolds = Channels / Simd;

  Beat row[Map::kWidth * kFolds];
  Beat pixel[kFolds];
#pragma HLS ARRAY_PARTITION variable = pixel complete
upsample_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  upsample_rows:
    for (int y = 0; y < Map::kHeight; ++y) {
    upsample_repeat_row:
      for (int i = 0; i < Scale::kHeight; ++i) {
      upsample_columns:
        for (int x = 0; x < Map::kWidth; ++x) {
        upsample_repeat_pixel:
          for (int j = 0; j < Scale::kWidth; ++j) {
          upsample_folds:
            for (int fold = 0; fold < kFolds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * map area * scale area * (Channels / Simd)
              // The row's memory is not stored to and loaded from in one iteration, which would stretch it.
              Beat beat;
              if (j > 0) {
                beat = pixel[fold];
              } else if (i > 0) {
                beat = row[x * kFolds + fold];
              } else {
                beat = in.read();
                row[x * kFolds + fold] = beat;
              }
              pixel[fold] = beat;
              out.write(beat);
            }
          }
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

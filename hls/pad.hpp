// Padding of a feature map: constant pixels around it.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstdint>

#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration writes a beat of Simd elements, read where the pixel is the map's own, else Simd times the
// code `Code`. `Map`, and `Before` and `After` it in each direction, are Extents.
template <class Map, class Before, class After, int Channels, int Simd, int Bits, std::uint32_t Code>
void pad(::hls::stream<ap_uint<Simd * Bits> >& in, ::hls::stream<ap_uint<Simd * Bits> >& out,
         unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  static_assert(Before::kHeight >= 0 && Before::kWidth >= 0, "at least no pixels before the map");
  static_assert(After::kHeight >= 0 && After::kWidth >= 0, "at least no pixels after the map");
  static_assert(Bits >= 32 || Code >> Bits % 32 == 0, "the code fits into an element");
  constexpr int kHeight = Before::kHeight + Map::kHeight + After::kHeight;
  constexpr int kWidth = Before::kWidth + Map::kWidth + After::kWidth;
  using Beat = ap_uint<Simd * Bits>;

  Beat constant = 0;
pad_constant:
  for (int s = 0; s < Simd; ++s) {
#pragma HLS UNROLL
    constant.range((s + 1) * Bits - 1, s * Bits) = ap_uint<Bits>(Code);
  }
pad_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  pad_rows:
    for (int y = 0; y < kHeight; ++y) {
    pad_columns:
      for (int x = 0; x < kWidth; ++x) {
      pad_folds:
        for (int fold = 0; fold < Channels / Simd; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * kHeight * kWidth * (Channels / Simd)
          const bool own = y >= Before::kHeight && y < Before::kHeight + Map::kHeight &&
                           x >= Before::kWidth && x < Before::kWidth + Map::kWidth;
          out.write(own ? in.read() : constant);
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

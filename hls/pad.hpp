// Padding of a feature map: constant pixels around it and between its pixels.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstdint>

#include "hls/operand.hpp"
#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration writes a beat of Simd elements: one read from the input if the pixel belongs to the
// unpadded map, and otherwise Simd times the code `Code`. `Map` and the numbers of pixels added `Before` it,
// `After` it and `Between` two of its pixels, in each direction, are Extents.
template <class Map, class Before, class After, class Between, int Channels, int Simd, int Bits,
          std::uint64_t Code>
void pad(::hls::stream<ap_uint<Simd * Bits> >& in, ::hls::stream<ap_uint<Simd * Bits> >& out,
         unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  static_assert(Before::kHeight >= 0 && Before::kWidth >= 0, "at least no pixels before the map");
  static_assert(After::kHeight >= 0 && After::kWidth >= 0, "at least no pixels after the map");
  static_assert(Between::kHeight >= 0 && Between::kWidth >= 0, "at least no pixels between two");
  static_assert(Bits >= 64 || Code >> Bits % 64 == 0, "the code fits into an element");
  constexpr int kDown = Between::kHeight + 1;  // rows from a pixel of the map to the next one below
  constexpr int kRight = Between::kWidth + 1;  // columns to the next one on its right
  constexpr int kFirstRow = Before::kHeight;   // the map's first row, in the padded map
  constexpr int kFirstColumn = Before::kWidth;
  constexpr int kLastRow = kFirstRow + (Map::kHeight - 1) * kDown;
  constexpr int kLastColumn = kFirstColumn + (Map::kWidth - 1) * kRight;
  constexpr int kHeight = kLastRow + 1 + After::kHeight;
  constexpr int kWidth = kLastColumn + 1 + After::kWidth;
  using Beat = ap_uint<Simd * Bits>;

  Beat constant = 0;
pad_constant:
  for (int s = 0; s < Simd; ++s) {
#pragma HLS UNROLL
    constant.range((s + 1) * Bits - 1, s * Bits) = ap_uint<Bits>(Code);
  }
  // The next pixel of the unpadded map. After the last one it stays there.
  ap_uint<bits_for(kLastRow)> own_y = kFirstRow;
  ap_uint<bits_for(kLastColumn)> own_x = kFirstColumn;
pad_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  pad_rows:
    for (int y = 0; y < kHeight; ++y) {
    pad_columns:
      for (int x = 0; x < kWidth; ++x) {
      pad_folds:
        for (int fold = 0; fold < Channels / Simd; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * kHeight * kWidth * (Channels / Simd)
          const bool own = y == own_y && x == own_x;
          out.write(own ? in.read() : constant);
          if (fold == Channels / Simd - 1) {
            if (x == kWidth - 1) {
              const int own_after = y == own_y && y < kLastRow ? y + kDown : own_y.to_int();
              own_y = y == kHeight - 1 ? kFirstRow : own_after;
              own_x = kFirstColumn;
            } else if (x == own_x && x < kLastColumn) {
              own_x = x + kRight;
            }
          }
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

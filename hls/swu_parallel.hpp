// Sliding-window unit that writes all positions of a window in one beat. A delay line for each row of the
// kernel except one feeds shift registers.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/window.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat. If the beat's pixel is the last one of a window, it writes a beat: the same
// channels of all positions, position (i, j) from lane (i * kernel width + j) * Simd on.
template <class Map, class Kernel, class Stride, class Dilation, int Channels, int Simd, int Bits>
void swu_parallel(::hls::stream<ap_uint<Simd * Bits> >& in,
                  ::hls::stream<ap_uint<Kernel::kArea * Simd * Bits> >& out, unsigned frames) {
  static_assert(Channels % Simd == 0, "simd divides the channels");
  using Windows = Sliding<Map, Kernel, Stride, Dilation>;
  using Beat = ap_uint<Simd * Bits>;
  constexpr int kBeatBits = Simd * Bits;
  constexpr int kFolds = Channels / Simd;
  constexpr int kRow = Dilation::kHeight * Map::kWidth * kFolds;  // beats from a position to the one below
  constexpr int kColumn = Dilation::kWidth * kFolds;              // and to the next one on its right
  constexpr int kTaps = (Kernel::kWidth - 1) * kColumn + 1;
  constexpr int kReachDown = Windows::kReachDown;
  constexpr int kReachRight = Windows::kReachRight;

  Beat lines[Kernel::kHeight > 1 ? Kernel::kHeight - 1 : 1][kRow];  // lines[i] leads to kernel row i
  Beat taps[Kernel::kHeight][kTaps];                                // taps[i][n]: the beat n steps ago
#pragma HLS ARRAY_PARTITION variable = lines complete dim = 1
#pragma HLS ARRAY_PARTITION variable = taps complete dim = 0
  ap_uint<bits_for(kRow - 1)> address = 0;
  // The last pixel of the next window.
  ap_uint<bits_for(Map::kHeight + Stride::kHeight)> due_y = kReachDown;
  ap_uint<bits_for(Map::kWidth + Stride::kWidth)> due_x = kReachRight;
swu_parallel_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  swu_parallel_rows:
    for (int y = 0; y < Map::kHeight; ++y) {
    swu_parallel_columns:
      for (int x = 0; x < Map::kWidth; ++x) {
      swu_parallel_folds:
        for (int fold = 0; fold < kFolds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * map height * map width * (Channels / Simd)
          Beat beat = in.read();
        swu_parallel_taps:
          for (int i = Kernel::kHeight - 1; i >= 0; --i) {
#pragma HLS UNROLL
          swu_parallel_shift:
            for (int n = kTaps - 1; n > 0; --n) {
#pragma HLS UNROLL
              taps[i][n] = taps[i][n - 1];
            }
            taps[i][0] = beat;
            if (i > 0) {
              const Beat above = lines[i - 1][address.to_int()];
              lines[i - 1][address.to_int()] = beat;
              beat = above;
            }
          }
          address = address == kRow - 1 ? 0 : address.to_int() + 1;

          if (y == due_y && x == due_x) {
            ap_uint<Kernel::kArea* kBeatBits> window = 0;
          swu_parallel_pack:
            for (int k = 0; k < Kernel::kArea; ++k) {
#pragma HLS UNROLL
              const int right = Kernel::kWidth - 1 - k % Kernel::kWidth;  // positions right of this one
              window.range((k + 1) * kBeatBits - 1, k * kBeatBits) =
                  taps[k / Kernel::kWidth][right * kColumn];
            }
            out.write(window);
          }
          if (fold == kFolds - 1) {
            if (x == Map::kWidth - 1) {
              const int due_after = y == due_y ? y + Stride::kHeight : due_y.to_int();
              due_y = y == Map::kHeight - 1 ? kReachDown : due_after;
              due_x = kReachRight;
            } else if (x == due_x) {
              due_x = x + Stride::kWidth;
            }
          }
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

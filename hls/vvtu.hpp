// Vector-vector-threshold unit: each channel's window times that channel's weights.
#pragma once

#include "hls/activation.hpp"
#include "hls/dot_product.hpp"
#include "hls/operand.hpp"
#include "hls/weights.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Simd positions of Pe channels, position s of channel p in lane s * Pe + p.
// The last of a window's Kernel positions writes a beat of Pe elements. `weights` is a memory [Channels / Pe
// * (Kernel / Simd)][words] or a stream with one beat for each iteration, weight (p, s) in lane p * Simd + s.
// `thresholds` is [Channels / Pe][Pe][steps] or NoThresholds.
template <int Channels, int Kernel, int Pe, int Simd, int Vectors, class Input, class Weight,
          class Accumulator, class Output, class Weights, class Thresholds>
void vvtu(::hls::stream<ap_uint<Simd * Pe * Input::kBits> >& in, Weights& weights,
          const Thresholds& thresholds, ::hls::stream<ap_uint<Pe * Output::kBits> >& out, unsigned frames) {
  static_assert(Channels % Pe == 0, "pe divides the channels");
  static_assert(Kernel % Simd == 0, "simd divides the kernel's positions");
  static_assert(Vectors >= 1, "a frame has at least one vector");
  constexpr int kKernelFolds = Kernel / Simd;
  constexpr int kRowBits = Simd * Weight::kBits;
  using InputBeat = ap_uint<Simd * Pe * Input::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
  using Tile = ap_uint<Pe * kRowBits>;
  using Dot = DotProduct<Input, Weight, Kernel, Simd, Accumulator>;

  typename Dot::Sum sums[Pe];
#pragma HLS ARRAY_PARTITION variable = sums complete
vvtu_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  vvtu_vectors:
    for (int v = 0; v < Vectors; ++v) {
    vvtu_channel_folds:
      for (int cf = 0; cf < Channels / Pe; ++cf) {
      vvtu_kernel_folds:
        for (int kf = 0; kf < kKernelFolds; ++kf) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Vectors * (Channels / Pe) * (Kernel / Simd)
          const InputBeat inputs = in.read();
          const Tile tile = weight_beat<Pe * kRowBits>(weights, cf * kKernelFolds + kf);
          OutputBeat outputs = 0;
        vvtu_channels:
          for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
            ap_uint<Simd* Input::kBits> window = 0;
          vvtu_gather:
            for (int s = 0; s < Simd; ++s) {
#pragma HLS UNROLL
              window.range((s + 1) * Input::kBits - 1, s * Input::kBits) =
                  lane<Input::kBits>(inputs, s * Pe + p);
            }
            const typename Dot::Sum so_far = kf == 0 ? typename Dot::Sum(0) : sums[p];
            sums[p] = Dot::add(so_far, lane<kRowBits>(tile, p), window);
            if (kf == kKernelFolds - 1) {
              outputs.range((p + 1) * Output::kBits - 1, p * Output::kBits) =
                  activate<Output>(Dot::value(sums[p]), thresholds, cf, p);
            }
          }
          if (kf == kKernelFolds - 1) out.write(outputs);
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

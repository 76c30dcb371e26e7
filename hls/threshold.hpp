// Per-channel multi-threshold activation on a stream.
#pragma once

#include <hls_stream.h>

#include "hls/activation.hpp"
#include "hls/operand.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Pe elements and writes one; channel = cf * Pe + lane.
template <int Channels, int Pe, int Vectors, class Input, class Output, class Number, int Steps>
void threshold(::hls::stream<ap_uint<Pe * Input::kBits> >& in,
               const Number (&thresholds)[Channels / Pe][Pe][Steps],
               ::hls::stream<ap_uint<Pe * Output::kBits> >& out, unsigned frames) {
  static_assert(Channels % Pe == 0, "pe divides the channels");
  static_assert(Vectors >= 1, "a frame has at least one vector");
  using InputBeat = ap_uint<Pe * Input::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
threshold_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  threshold_vectors:
    for (int v = 0; v < Vectors; ++v) {
    threshold_channel_folds:
      for (int cf = 0; cf < Channels / Pe; ++cf) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Vectors * (Channels / Pe)
        const InputBeat inputs = in.read();
        OutputBeat outputs = 0;
      threshold_lanes:
        for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
          outputs.range((p + 1) * Output::kBits - 1, p * Output::kBits) =
              activate<Output>(Input::decode(lane<Input::kBits>(inputs, p)), thresholds, cf, p);
        }
        out.write(outputs);
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

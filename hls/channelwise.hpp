// Per-channel operation with a parameter.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/operation.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Pe elements and writes one: Operation, applied to each element and the
// parameter of its channel, cf * Pe + lane. For a fold each cycle, partition dim 2 of the parameters
// completely.
template <class Operation, int Channels, int Pe, int Vectors, class Input, class Number>
void channelwise(::hls::stream<ap_uint<Pe * Input::kBits> >& in,
                 const Number (&parameters)[Channels / Pe][Pe],
                 ::hls::stream<ap_uint<Pe * Operation::Output::kBits> >& out, unsigned frames) {
  static_assert(Channels % Pe == 0, "pe divides the channels");
  static_assert(Vectors >= 1, "a frame has at least one vector");
  using Output = typename Operation::Output;
  using InputBeat = ap_uint<Pe * Input::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
channelwise_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  channelwise_vectors:
    for (int v = 0; v < Vectors; ++v) {
    channelwise_channel_folds:
      for (int cf = 0; cf < Channels / Pe; ++cf) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Vectors * (Channels / Pe)
        const InputBeat inputs = in.read();
        OutputBeat outputs = 0;
      channelwise_lanes:
        for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
          // The vendor's types widen their results as needed; built-in integers do not.
          const ap_int<8 * sizeof(Number)> parameter = parameters[cf][p];
          outputs.range((p + 1) * Output::kBits - 1, p * Output::kBits) =
              Operation::of(Input::decode(lane<Input::kBits>(inputs, p)), parameter);
        }
        out.write(outputs);
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

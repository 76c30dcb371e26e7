// Joins two streams element by element.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/operation.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Pe elements from both inputs and writes one: Operation of each pair.
template <class Operation, int Pe, int Beats, class A, class B>
void eltwise(::hls::stream<ap_uint<Pe * A::kBits> >& a, ::hls::stream<ap_uint<Pe * B::kBits> >& b,
             ::hls::stream<ap_uint<Pe * Operation::Output::kBits> >& out, unsigned frames) {
  using Output = typename Operation::Output;
  using BeatA = ap_uint<Pe * A::kBits>;
  using BeatB = ap_uint<Pe * B::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
eltwise_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  eltwise_beats:
    for (int beat = 0; beat < Beats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Beats
      const BeatA beat_a = a.read();
      const BeatB beat_b = b.read();
      OutputBeat outputs = 0;
    eltwise_lanes:
      for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
        outputs.range((p + 1) * Output::kBits - 1, p * Output::kBits) =
            Operation::of(A::decode(lane<A::kBits>(beat_a, p)), B::decode(lane<B::kBits>(beat_b, p)));
      }
      out.write(outputs);
    }
  }
}

}  // namespace hls
}  // namespace weir

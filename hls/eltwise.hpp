// Joins two streams element by element.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"
#include "hls/operation.hpp"

namespace weir {
namespace hls {

// The operand that is a vector, combined with every pixel of the other.
enum VectorOperand { kNoVector, kVectorA, kVectorB };

// The next beat of an operand. A vector's beats are read with the first pixel and stored for the others.
template <bool IsVector, int Width, int Beats>
ap_uint<Width> operand_beat(::hls::stream<ap_uint<Width> >& in, ap_uint<Width> (&kept)[Beats], int pixel,
                            int fold) {
#pragma HLS INLINE
  if (IsVector && pixel > 0) return kept[fold];
  const ap_uint<Width> beat = in.read();
  if (IsVector) kept[fold] = beat;
  return beat;
}

// Every iteration reads a beat of Pe elements from both inputs and writes one: Operation, applied to each
// pair. A vector is read only with the first of Pixels pixels.
template <class Operation, int Pe, int Pixels, int Folds, VectorOperand Vector, class A, class B>
void eltwise(::hls::stream<ap_uint<Pe * A::kBits> >& a, ::hls::stream<ap_uint<Pe * B::kBits> >& b,
             ::hls::stream<ap_uint<Pe * Operation::Output::kBits> >& out, unsigned frames) {
  using Output = typename Operation::Output;
  using BeatA = ap_uint<Pe * A::kBits>;
  using BeatB = ap_uint<Pe * B::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
  BeatA kept_a[Vector == kVectorA ? Folds : 1];
  BeatB kept_b[Vector == kVectorB ? Folds : 1];
eltwise_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  eltwise_pixels:
    for (int pixel = 0; pixel < Pixels; ++pixel) {
    eltwise_folds:
      for (int fold = 0; fold < Folds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Pixels * Folds
        const BeatA beat_a = operand_beat<Vector == kVectorA>(a, kept_a, pixel, fold);
        const BeatB beat_b = operand_beat<Vector == kVectorB>(b, kept_b, pixel, fold);
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
}

}  // namespace hls
}  // namespace weir

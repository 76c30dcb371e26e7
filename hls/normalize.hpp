// Max normalisation: scales a vector so that its largest element becomes the output type's largest value.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// Every iteration writes a beat of Pe elements of a vector, and reads a beat of the next vector into its
// place. Nothing is written before the first vector, and nothing is read after the last. Types are Unsigned.
template <int Length, int Pe, class Input, class Output>
void normalize(::hls::stream<ap_uint<Pe * Input::kBits> >& in,
               ::hls::stream<ap_uint<Pe * Output::kBits> >& out, unsigned frames) {
  static_assert(Length % Pe == 0, "pe divides the vector");
  static_assert(Input::kMin == 0 && Output::kMin == 0, "types are unsigned");
  constexpr int kBeats = Length / Pe;
  constexpr int kTwice = 2 * ((1 << Output::kBits) - 1);  // twice the largest output value
  using InputBeat = ap_uint<Pe * Input::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
  using Number = ap_uint<Input::kBits + Output::kBits + 2>;  // holds kTwice times an element, plus an element

  InputBeat vector[kBeats];
  Number divisor = 1;                // largest element of the vector being written, or 1
  typename Input::Code largest = 0;  // largest element so far of the vector being read
normalize_frames:
  for (unsigned frame = 0; frame <= frames; ++frame) {
  normalize_beats:
    for (int beat = 0; beat < kBeats; ++beat) {
#pragma HLS PIPELINE II = 1  // trip count: (frames + 1) * (Length / Pe)
      if (frame > 0) {
        const InputBeat inputs = vector[beat];
        OutputBeat outputs = 0;
      normalize_scale:
        for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
          // Adding half the divisor rounds the quotient half up. Everything is doubled to stay an integer.
          const Number scaled = kTwice * Number(lane<Input::kBits>(inputs, p)) + divisor;
          outputs.range((p + 1) * Output::kBits - 1, p * Output::kBits) =
              typename Output::Code(scaled / Number(2 * divisor));
        }
        out.write(outputs);
      }
      if (frame < frames) {
        const InputBeat inputs = in.read();
        vector[beat] = inputs;
      normalize_largest:
        for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
          largest = larger<1, Input>(largest, lane<Input::kBits>(inputs, p));
        }
      }
      if (beat == kBeats - 1) {
        divisor = largest == 0 ? Number(1) : Number(largest);
        largest = 0;
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

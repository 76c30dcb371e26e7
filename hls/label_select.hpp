// Indices of the k largest of a frame's first `Classes` inputs. Among equal inputs the lowest index wins.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// Every iteration reads a beat of Pe elements. The last one of a frame writes one beat of K indices, the
// largest input's in the lowest lane. Inputs with an index of Classes or more are padding: they are read and
// ignored.
template <int Inputs, int Pe, int Classes, int K, class Input>
void label_select(::hls::stream<ap_uint<Pe * Input::kBits> >& in,
                  ::hls::stream<ap_uint<K * bits_for(Classes - 1)> >& out, unsigned frames) {
  static_assert(Inputs % Pe == 0, "pe divides the inputs");
  static_assert(Classes >= 1 && Classes <= Inputs, "the classes are among the inputs");
  static_assert(K >= 1 && K <= Classes, "at most as many winners as classes");
  constexpr int kFolds = Inputs / Pe;
  constexpr int kIndexBits = bits_for(Classes - 1);
  using Value = ap_int<Input::kValueBits + 1>;  // one bit more, to hold a value below all inputs
  using Index = ap_uint<kIndexBits>;
  using InputBeat = ap_uint<Pe * Input::kBits>;
  using OutputBeat = ap_uint<K * kIndexBits>;

  Value best[K];
  Index label[K];
#pragma HLS ARRAY_PARTITION variable = best complete
#pragma HLS ARRAY_PARTITION variable = label complete
label_select_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  label_select_folds:
    for (int fold = 0; fold < kFolds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Inputs / Pe
      if (fold == 0) {
      label_select_clear:
        for (int k = 0; k < K; ++k) {
#pragma HLS UNROLL
          best[k] = Input::kMin - 1;
          label[k] = 0;
        }
      }
      const InputBeat inputs = in.read();
    label_select_lanes:
      for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
        Value value = Input::decode(lane<Input::kBits>(inputs, p));
        Index index = fold * Pe + p;
        bool found = false;
      label_select_insert:
        for (int k = 0; k < K; ++k) {
#pragma HLS UNROLL
          // An equal input stays above, because its index is lower. From the place found on, all entries move
          // down.
          found = found || (fold * Pe + p < Classes && value > best[k]);
          if (found) {
            const Value lesser = best[k];
            const Index lesser_index = label[k];
            best[k] = value;
            label[k] = index;
            value = lesser;
            index = lesser_index;
          }
        }
      }
      if (fold == kFolds - 1) {
        OutputBeat outputs = 0;
      label_select_pack:
        for (int k = 0; k < K; ++k) {
#pragma HLS UNROLL
          outputs.range((k + 1) * kIndexBits - 1, k * kIndexBits) = label[k];
        }
        out.write(outputs);
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

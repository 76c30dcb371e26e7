// A layer's output activation: the number of the channel's thresholds t with value >= t, or the value itself.
#pragma once

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// Used in place of the threshold memory by a layer that outputs its accumulators.
struct NoThresholds {};

// thresholds[fold][lane] belongs to channel fold * Pe + lane. For a fold each cycle, partition dims 2 and 3
// completely.
template <class Output, class Value, class Number, int Folds, int Pe, int Steps>
typename Output::Code activate(const Value& value, const Number (&thresholds)[Folds][Pe][Steps], int fold,
                               int lane) {
#pragma HLS INLINE
  ap_uint<bits_for(Steps)> passed = 0;
steps:
  for (int i = 0; i < Steps; ++i) {
#pragma HLS UNROLL
    if (value >= thresholds[fold][lane][i]) ++passed;
  }
  return Output::level(passed.to_int());
}

template <class Output, class Value>
typename Output::Code activate(const Value& value, const NoThresholds& /*none*/, int /*fold*/, int /*lane*/) {
#pragma HLS INLINE
  return typename Output::Code(value);
}

}  // namespace hls
}  // namespace weir

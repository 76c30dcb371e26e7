// Sums of products of weights and inputs: what mvtu and vvtu accumulate.
#pragma once

#include <ap_int.h>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// A partial dot product over Simd columns at a time, and the final conversion to its value. Accumulator holds
// each product and every sum of products, so no further bits are needed.
template <class Input, class Weight, int Cols, int Simd, class Accumulator>
struct DotProduct {
  using Sum = typename Accumulator::Value;
  static constexpr int kMostBits = Accumulator::kValueBits;
  static constexpr int kFullBits = Product<Weight, Input>::kBits;
  static constexpr int kTermBits = kFullBits < kMostBits ? kFullBits : kMostBits;
  static constexpr int kStepBits =
      kFullBits + bits_for(Simd) < kMostBits ? kFullBits + bits_for(Simd) : kMostBits;

  static Sum add(const Sum& sum, const ap_uint<Simd * Weight::kBits>& weights,
                 const ap_uint<Simd * Input::kBits>& inputs) {
#pragma HLS INLINE
    ap_int<kStepBits> step = 0;
  columns:
    for (int s = 0; s < Simd; ++s) {
#pragma HLS UNROLL
      const ap_int<kTermBits> term =
          Product<Weight, Input>::of(lane<Weight::kBits>(weights, s), lane<Input::kBits>(inputs, s));
      step += term;
    }
    return Sum(sum + step);
  }
  static typename Accumulator::Value value(const Sum& sum) {
#pragma HLS INLINE
    return sum;
  }
};

// Two bipolar operands: equal bits are counted (XNOR, popcount); n of Cols equal make n - (Cols - n).
template <int Cols, int Simd, class Accumulator>
struct DotProduct<Bipolar, Bipolar, Cols, Simd, Accumulator> {
  using Sum = ap_uint<bits_for(Cols)>;

  static Sum add(const Sum& sum, const ap_uint<Simd>& weights, const ap_uint<Simd>& inputs) {
#pragma HLS INLINE
    const ap_uint<Simd> equal = ~(weights ^ inputs);
    ap_uint<bits_for(Simd)> count = 0;
  columns:
    for (int s = 0; s < Simd; ++s) {
#pragma HLS UNROLL
      if (equal[s]) ++count;
    }
    return Sum(sum + count);
  }
  static typename Accumulator::Value value(const Sum& sum) {
#pragma HLS INLINE
    return typename Accumulator::Value(2 * sum.to_int() - Cols);
  }
};

}  // namespace hls
}  // namespace weir

// Pool over windows in the depthwise order of `swu`, or over a whole feature map.
#pragma once

#include <ap_int.h>
#include <hls_stream.h>

#include <cstdint>

#include "hls/operand.hpp"

namespace weir {
namespace hls {

// Reductions over a channel's positions. State is the intermediate result.

template <class Element>
struct Largest {
  using Input = Element;
  using Output = Element;
  using State = typename Input::Code;

  static State first(const typename Input::Code& code) {
#pragma HLS INLINE
    return code;
  }
  static State more(const State& state, const typename Input::Code& code) {
#pragma HLS INLINE
    return larger<1, Input>(state, code);
  }
  static typename Output::Code result(const State& state) {
#pragma HLS INLINE
    return state;
  }
};

// The sum of Positions values, shifted right by Shift bits towards minus infinity.
template <class Element, int Positions, int Shift, class Result>
struct ShiftedSum {
  static_assert(Positions >= 1, "a sum has at least one term");
  static_assert(Shift >= 0, "a shift is at least 0");
  using Input = Element;
  using Output = Result;
  using State = ap_int<Input::kValueBits + bits_for(Positions)>;

  static State first(const typename Input::Code& code) {
#pragma HLS INLINE
    return State(Input::decode(code));
  }
  static State more(const State& state, const typename Input::Code& code) {
#pragma HLS INLINE
    return State(state + Input::decode(code));
  }
  static typename Output::Code result(const State& state) {
#pragma HLS INLINE
    return typename Output::Code(state >> Shift);
  }
};

// 2 ** shift / divisor, rounded up.
constexpr std::uint64_t power_over(int shift, std::uint64_t divisor) {
  std::uint64_t quotient = divisor == 1 ? 1 : 0;
  std::uint64_t rest = divisor == 1 ? 0 : 1;
  for (int i = 0; i < shift; ++i) {
    const bool fits = 2 * rest >= divisor;
    quotient = 2 * quotient + (fits ? 1 : 0);
    rest = 2 * rest - (fits ? divisor : 0);
  }
  return quotient + (rest > 0 ? 1 : 0);
}

// a * b >> Shift of the whole product, which may have 128 bits; the result has 64 at most.
template <int Shift>
std::uint64_t shifted_product(std::uint64_t a, std::uint64_t b) {
#pragma HLS INLINE
  static_assert(Shift >= 1 && Shift < 128, "a shift within the product");
  const std::uint64_t kLow = 0xffffffff;
  const std::uint64_t low = (a & kLow) * (b & kLow);
  const std::uint64_t left = (a >> 32) * (b & kLow) + (low >> 32);
  const std::uint64_t middle = (a & kLow) * (b >> 32) + (left & kLow);
  const std::uint64_t high = (a >> 32) * (b >> 32) + (left >> 32) + (middle >> 32);
  if (Shift >= 64) return high >> (Shift % 64);
  return high << (128 - Shift) % 64 | (middle << 32 | (low & kLow)) >> Shift % 64;
}

// The average of Positions values, rounded towards minus infinity.
//
// y, the sum of the values above the least one, is less than 2 ** kSumBits. kFactor is 2 ** kShift /
// Positions, rounded up by less than 1. So kFactor * y / 2 ** kShift exceeds y / Positions by less than y / 2
// ** kShift, which is less than 1 / Positions: both have the same integer part.
template <class Element, int Positions, class Result>
struct Average {
  static_assert(Positions >= 1, "a sum has at least one term");
  using Input = Element;
  using Output = Result;
  static constexpr int kSumBits = Input::kBits + bits_for(Positions);
  static_assert(kSumBits <= 58, "the factor has at most 60 bits");
  static constexpr int kShift = kSumBits + bits_for(Positions);
  static constexpr std::uint64_t kFactor = power_over(kShift, Positions);
  using State = ap_uint<kSumBits>;

  static State first(const typename Input::Code& code) {
#pragma HLS INLINE
    return State(Input::decode(code) - Input::kMin);
  }
  static State more(const State& state, const typename Input::Code& code) {
#pragma HLS INLINE
    return State(state + first(code));
  }
  static typename Output::Code result(const State& state) {
#pragma HLS INLINE
    const std::uint64_t above = shifted_product<kShift>(state.to_uint64(), kFactor);
    return typename Output::Code(static_cast<std::int64_t>(above) + Input::kMin);
  }
};

// Every iteration reads a beat of Simd positions of Pe channels, position s of channel p in lane s * Pe + p.
// With the last positions of a group it writes Pe elements. A group is Pe channels of a window (Folds = 1),
// or the whole map, whose pixels take Folds beats each (Groups = 1).
template <class Pooling, int Groups, int Positions, int Folds, int Pe, int Simd>
void pool(::hls::stream<ap_uint<Simd * Pe * Pooling::Input::kBits> >& in,
          ::hls::stream<ap_uint<Pe * Pooling::Output::kBits> >& out, unsigned frames) {
  static_assert(Positions % Simd == 0, "simd divides the positions");
  static_assert(Groups >= 1 && Folds >= 1, "a frame has at least one group of at least one fold");
  using Input = typename Pooling::Input;
  using Output = typename Pooling::Output;
  using InputBeat = ap_uint<Simd * Pe * Input::kBits>;
  using OutputBeat = ap_uint<Pe * Output::kBits>;
  constexpr int kPositionFolds = Positions / Simd;

  typename Pooling::State states[Folds][Pe];
#pragma HLS ARRAY_PARTITION variable = states complete dim = 0
pool_frames:
  for (unsigned frame = 0; frame < frames; ++frame) {
  pool_groups:
    for (int group = 0; group < Groups; ++group) {
    pool_positions:
      for (int position = 0; position < kPositionFolds; ++position) {
      pool_folds:
        for (int fold = 0; fold < Folds; ++fold) {
#pragma HLS PIPELINE II = 1  // trip count: frames * Groups * (Positions / Simd) * Folds
          const InputBeat inputs = in.read();
          OutputBeat outputs = 0;
        pool_channels:
          for (int p = 0; p < Pe; ++p) {
#pragma HLS UNROLL
            typename Pooling::State state = states[fold][p];
          pool_lanes:
            for (int s = 0; s < Simd; ++s) {
#pragma HLS UNROLL
              const typename Input::Code code = lane<Input::kBits>(inputs, s * Pe + p);
              state = position == 0 && s == 0 ? Pooling::first(code) : Pooling::more(state, code);
            }
            states[fold][p] = state;
            if (position == kPositionFolds - 1) {
              outputs.range((p + 1) * Output::kBits - 1, p * Output::kBits) = Pooling::result(state);
            }
          }
          if (position == kPositionFolds - 1) out.write(outputs);
        }
      }
    }
  }
}

}  // namespace hls
}  // namespace weir

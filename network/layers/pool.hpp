// Pool over windows as `swu` gives them, or over a whole feature map: the largest value, the sum, or the
// average of each channel's positions.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// In, windowed: [.., channels / pe, positions, pe] from a `swu` in depthwise order whose simd is pe; simd
// positions of pe channels a beat, position s and channel p in lane s * pe + p. Out: [.., channels], pe a
// beat. Over a whole map (`global`): [.., channels] in stream order, simd = 1, pe channels a beat. Out:
// [channels]. For each of groups(), for positions / simd, for each of folds() channel folds: one iteration,
// which reads a beat; the iterations of the last positions also write.
struct Pool {
  static constexpr const char* kKind = "pool";
  enum class Op : std::uint8_t { kMax, kAverage, kAccumulate };
  // How the average is computed from the sum. Both round towards minus infinity.
  enum class By : std::uint8_t { kShift, kCount };

  Op op = Op::kMax;
  bool global = false;
  std::int64_t pe = 1;
  std::int64_t simd = 1;
  // kShift: the sum is shifted right by `shift` bits, as in FINN's quantized average pool. The default shift
  // is the number of bits by which the largest sum of `positions` inputs exceeds the output's width. kCount:
  // the sum is divided by the number of positions: the true average.
  By by = By::kShift;
  std::optional<int> shift;
  DataType result;  // the stated type of an average; of other pools it follows from the input
  std::int64_t channels = 1;
  std::int64_t positions = 1;
  std::int64_t windows = 1;  // a frame
  DataType input;

  [[nodiscard]] DataType output() const { return result; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * simd * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * result.bits; }
  [[nodiscard]] std::int64_t position_folds() const { return positions / simd; }
  [[nodiscard]] std::int64_t groups() const { return global ? 1 : windows * (channels / pe); }
  [[nodiscard]] std::int64_t folds() const { return global ? channels / pe : 1; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return groups() * position_folds() * folds(); }
  [[nodiscard]] bool divides() const { return op == Op::kAverage && by == By::kCount; }
  // The narrowest type of the sums of all positions.
  [[nodiscard]] DataType sum() const;
  // The least and the largest average.
  [[nodiscard]] std::pair<std::int64_t, std::int64_t> averages() const;
  // A remark if the shift divides by a number other than that of the positions; else "".
  [[nodiscard]] std::string remark() const;

  friend bool operator==(const Pool&, const Pool&) = default;
};

void check(Pool& pool);

}  // namespace weir

// Multi-threshold activation: shared parameters of `mvtu` and `threshold`.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// output = bias + number of thresholds t of the channel with value >= t (bipolar output: -1 for none, +1 for
// one).
struct Thresholds {
  Tensor
      values;  // [channels, steps]; in any order, each already clamped to [min, max + 1] of the compared type
  DataType output;

  [[nodiscard]] std::int64_t channels() const { return values.shape.at(0); }
  [[nodiscard]] std::int64_t steps() const { return values.shape.at(1); }
  // The value that zero thresholds passed stands for: the least of the output type.
  [[nodiscard]] std::int64_t bias() const { return output.min(); }

  friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

// Checks shape and output range (steps + 1 values, from output.min() on), and clamps each threshold to
// [compared.min(), compared.max() + 1], which changes no comparison. Throws BadInput.
void check_and_clamp(Thresholds& thresholds, const DataType& compared, std::int64_t channels);

}  // namespace weir

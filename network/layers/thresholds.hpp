// Multi-threshold activation: shared parameters of `mvtu` and `threshold`.
#pragma once

#include <cstdint>
#include <optional>

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// output = base + number of thresholds t of the channel with value >= t (bipolar output: -1 for none, +1 for
// one).
struct Thresholds {
  Tensor
      values;  // [channels, steps]; in any order, each already clamped to [min, max + 1] of the compared type
  DataType output;
  // The output if no threshold is passed (FINN's ActVal). None: the output type's least value; for a signed
  // type this default is allowed only if the steps reach its largest value.
  std::optional<std::int64_t> base = {};

  [[nodiscard]] std::int64_t channels() const { return values.shape.at(0); }
  [[nodiscard]] std::int64_t steps() const { return values.shape.at(1); }
  [[nodiscard]] std::int64_t bias() const { return base.value_or(output.min()); }

  friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

// Checks shape and output range (steps + 1 values, from bias() on), gives a single row to all channels, and
// clamps each threshold to [compared.min(), compared.max() + 1], which changes no comparison. Throws
// BadInput.
void check_and_clamp(Thresholds& thresholds, const DataType& compared, std::int64_t channels);

}  // namespace weir

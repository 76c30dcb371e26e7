// Operators from float32 to integers: Quant, BipolarQuant, MultiThreshold, Trunc.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "import/front/periodic.hpp"
#include "import/front/value.hpp"
#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir::importer {

enum class Rounding : std::uint8_t { kHalfEven, kFloor, kCeil };

// An ascending function from float32 to the integers `low` to `high`, which stand for `values`.
struct Quantizer {
  std::function<std::int64_t(float x, std::size_t element)> level;
  std::size_t period = 1;  // of `level`
  std::int64_t low = 0;
  std::int64_t high = 1;
  DataType type;  // holds low to high; bipolar if these are -1 and 1, with nothing between
  Integers values;

  [[nodiscard]] std::int64_t steps() const { return type.kind == DataType::Kind::kBipolar ? 1 : high - low; }
};

// Whole numbers of QONNX's Quant before they are scaled: of (x / scale + zero), clamped to low and high, and
// rounded.
std::int64_t round_to_level(float x, float scale, float zero, std::int64_t low, std::int64_t high,
                            Rounding rounding);

// Thresholds of `level` as a function of the integers from `first` to `last`, which must ascend: for each
// step from low + 1 to high the least k that gives as much, last + 1 where none does. `low_level`,
// `high_level`: the levels that thresholds are wanted between. Throws std::domain_error if the function does
// not ascend.
std::vector<std::int64_t> find_thresholds(const std::function<std::int64_t(std::int64_t k)>& level,
                                          std::int64_t first, std::int64_t last, std::int64_t low_level,
                                          std::int64_t high_level);

}  // namespace weir::importer

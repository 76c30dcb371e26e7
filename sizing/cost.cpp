#include "sizing/cost.hpp"

namespace weir::sizing {

Cost CostModel::of(std::int64_t width_bits, std::int64_t depth) const {
  const std::int64_t bits = width_bits * depth;
  return {bits, bits};
}

std::string CostModel::name() const { return kind == Kind::kBits ? "bits" : "lut-bram"; }

std::string CostModel::unit() const { return kind == Kind::kBits ? "bits" : "LUTs"; }

}  // namespace weir::sizing

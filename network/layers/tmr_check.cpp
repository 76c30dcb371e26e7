#include "network/layers/tmr_check.hpp"

#include "network/error.hpp"

namespace weir {

void check(TmrCheck& tmr_check) {
  if (tmr_check.triplets.empty()) throw BadInput("triplets", "none", "the first channel of at least one");
  std::int64_t free_from = 0;
  for (const std::int64_t first : tmr_check.triplets) {
    if (first < free_from || first + 3 > tmr_check.shape.back()) {
      throw BadInput("triplets", std::to_string(first),
                     "ascending channels of " + std::to_string(tmr_check.shape.back()) +
                         ", each at least 3 after the one before, and two more after the last");
    }
    free_from = first + 3;
  }
}

void TmrCheck::infer(const DataType& input, const Shape& whole, std::int64_t /*width_bits*/) {
  element = input;
  shape = whole;
  check(*this);
}

std::vector<StreamType> TmrCheck::outputs() const {
  Shape voted = shape;
  voted.back() = channels_out();
  return {{element, voted, channels_out() * element.bits}, {DataType::uint(2), {1}, 2}};
}

}  // namespace weir

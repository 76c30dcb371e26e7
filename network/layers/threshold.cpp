#include "network/layers/threshold.hpp"

#include "network/error.hpp"

namespace weir {

void check(Threshold& threshold) {
  if (threshold.pe < 1 || threshold.channels % threshold.pe != 0) {
    throw BadInput("pe", std::to_string(threshold.pe),
                   "a divisor of the " + std::to_string(threshold.channels) + " channels");
  }
  check_and_clamp(threshold.thresholds, threshold.input, threshold.channels);
}

}  // namespace weir

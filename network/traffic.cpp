#include "network/traffic.hpp"

#include <numeric>

namespace weir {

namespace {

// Patterns that repeat together only after so long count as not periodic; two numbers below it have a product
// that fits.
constexpr std::int64_t kLongestPeriod = std::int64_t{1} << 31;

std::string range(std::int64_t low, std::int64_t high) {
  return low == high ? std::to_string(low) : std::to_string(low) + ".." + std::to_string(high);
}

}  // namespace

std::string Pattern::describe() const {
  if (always_open()) return "back to back";
  if (periodic() && open_min == 1) return "one in " + std::to_string(1 + closed_min);
  return "open " + range(open_min, open_max) + " closed " + range(closed_min, closed_max) +
         (periodic() ? "" : " seed " + std::to_string(seed));
}

Gate::Gate(const Pattern& pattern)
    : pattern_(pattern), always_open_(pattern.always_open()), random_(pattern.seed) {
  if (!always_open_) advance();
}

void Gate::advance() {
  open_end_ = closed_end_ + random_.between(pattern_.open_min, pattern_.open_max);
  closed_end_ = open_end_ + random_.between(pattern_.closed_min, pattern_.closed_max);
}

bool Traffic::periodic() const {
  for (const StreamTraffic& stream : streams) {
    if (!stream.push.periodic() || !stream.pop.periodic()) return false;
  }
  return period() < kLongestPeriod;
}

std::int64_t Traffic::period() const {
  std::int64_t period = 1;
  for (const StreamTraffic& stream : streams) {
    for (const std::int64_t own : {stream.push.period(), stream.pop.period()}) {
      if (own >= kLongestPeriod || std::lcm(period, own) >= kLongestPeriod) return kLongestPeriod;
      period = std::lcm(period, own);
    }
  }
  return period;
}

}  // namespace weir

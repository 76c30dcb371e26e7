#include "network/traffic.hpp"

#include <numeric>

namespace weir {

namespace {

// splitmix64 (Steele, Lea, Flood 2014): every seed gives a full-period sequence, the same on every machine.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

std::int64_t draw(std::uint64_t& state, std::int64_t low, std::int64_t high) {
  if (low == high) return low;
  return low + static_cast<std::int64_t>(next_random(state) % static_cast<std::uint64_t>(high - low + 1));
}

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
    : pattern_(pattern), always_open_(pattern.always_open()), random_state_(pattern.seed) {
  if (!always_open_) advance();
}

void Gate::advance() {
  open_end_ = closed_end_ + draw(random_state_, pattern_.open_min, pattern_.open_max);
  closed_end_ = open_end_ + draw(random_state_, pattern_.closed_min, pattern_.closed_max);
}

bool Traffic::periodic() const {
  for (const StreamTraffic& stream : streams) {
    if (!stream.push.periodic() || !stream.pop.periodic()) return false;
  }
  return true;
}

std::int64_t Traffic::period() const {
  std::int64_t period = 1;
  for (const StreamTraffic& stream : streams) {
    period = std::lcm(std::lcm(period, stream.push.period()), stream.pop.period());
  }
  return period;
}

}  // namespace weir

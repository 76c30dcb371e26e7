// An exact interval between frames, in cycles. It is a ratio because several frames may recur together.
#pragma once

#include <compare>
#include <cstdint>

namespace weir {

struct Interval {
  std::int64_t cycles = 0;  // taken by `frames` frames in steady state
  std::int64_t frames = 1;  // > 0

  [[nodiscard]] double value() const { return static_cast<double>(cycles) / static_cast<double>(frames); }

  friend bool operator==(const Interval& a, const Interval& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Interval& a, const Interval& b) {
    return static_cast<__int128>(a.cycles) * b.frames <=> static_cast<__int128>(b.cycles) * a.frames;
  }
};

}  // namespace weir

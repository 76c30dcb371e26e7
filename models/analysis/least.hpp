// Finds the least sufficient depth in few trials.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace weir::models {

// The excess of a depth that fails by an unknown amount.
constexpr double kUnknownExcess = std::numeric_limits<double>::infinity();

// Returns the least sufficient depth in (fails, holds]. `holds` must be sufficient and `fails` insufficient,
// and every depth above a sufficient one must be sufficient. excess(depth) is 0 for a sufficient depth,
// otherwise the amount by which it misses; `excess_at_fails` is that of `fails`. The least depth is usually
// small, so the search starts at `fails` and doubles its steps. If the excess shrinks from one trial to the
// next, the next trial is where the line through both reaches 0.
template <class Excess>
std::int64_t least_depth(std::int64_t fails, std::int64_t holds, const Excess& excess,
                         double excess_at_fails = kUnknownExcess) {
  constexpr int kMostSlow = 3;  // extrapolations in a row that shrank the range too little
  struct Short {
    std::int64_t depth;
    double excess;
  };
  Short before{fails, kUnknownExcess};
  Short latest{fails, excess_at_fails};
  bool one_holds = false;
  int slow = 0;
  for (std::int64_t step = 1; fails + 1 < holds;) {
    const std::int64_t width = holds - fails;
    std::int64_t tried = one_holds ? fails + width / 2 : fails + std::min(step, width - 1);
    if (std::isfinite(before.excess) && before.excess > latest.excess && slow < kMostSlow) {
      const double slope = (before.excess - latest.excess) / static_cast<double>(latest.depth - before.depth);
      const double steps = std::ceil(latest.excess / slope);
      // Ignore a line that points past `holds`, which is known to work.
      if (steps <= static_cast<double>(width)) {
        tried = fails + std::min(static_cast<std::int64_t>(steps), width - 1);
        ++slow;
      }
    } else {
      slow = 0;
    }
    if (const double by = excess(tried); by > 0) {
      fails = tried;
      step *= 2;
      before = latest;
      latest = {tried, by};
    } else {
      holds = tried;
      one_holds = true;
    }
    if (holds - fails <= width / 2) slow = 0;
  }
  return holds;
}

}  // namespace weir::models

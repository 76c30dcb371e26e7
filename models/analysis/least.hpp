// The least depth that will do, by few trials.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace weir::models {

// By how much a depth falls short that does so in a way that cannot be told.
constexpr double kUnknownExcess = std::numeric_limits<double>::infinity();

// Of `fails` < depth <= `holds` the least that does, given that `holds` does, `fails` does not, and whatever
// is deeper than one that does. excess(depth): 0 of one that does, else by how much it falls short; of
// `fails` that is `excess_at_fails`. Most are small: the search begins at `fails`, by doubled steps. Where
// two depths fall short by less and less, it goes on to where the line through them says that a depth does.
template <class Excess>
std::int64_t least_depth(std::int64_t fails, std::int64_t holds, const Excess& excess,
                         double excess_at_fails = kUnknownExcess) {
  constexpr int kMostSlow = 3;  // guesses that were of little use
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
      // That `holds` should not is no line to go by.
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

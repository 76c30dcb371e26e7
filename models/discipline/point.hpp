// Steps of a pipeline with one enable, and their cycles. Both advance together except where something delays
// a step.
#pragma once

#include <algorithm>
#include <cstdint>

#include "network/network.hpp"

namespace weir::models {

// From this step on, up to the next point, each step takes one cycle.
struct Point {
  std::int64_t step = 0;
  Cycle cycle = 0;

  // The cycle of a later step if nothing delays it.
  [[nodiscard]] Cycle at(std::int64_t later) const { return cycle + (later - step); }
};

// The first step, from `step` on, whose cycle is not before `cycle`. The first of `points` must be at or
// before `step`.
template <class Points>
Point first_step(const Points& points, std::int64_t step, Cycle cycle) {
  for (std::size_t p = 0;; ++p) {
    const Point& point = points[p];
    const std::int64_t found = std::max(step, point.step + std::max<Cycle>(cycle - point.cycle, 0));
    if (p + 1 < points.size() && found >= points[p + 1].step) continue;
    return {found, point.at(found)};
  }
}

// Encodes which of the latest `steps` steps issued a writing iteration. For each step, from the latest
// issue's backwards, writes to `to` the latest issue's cycle, plus 1 if the step issued a writing iteration.
// issued_in(k): the step of the k-th latest writing iteration, or any earlier step if there is none. Returns
// the end of the output.
template <class IssuedIn>
Cycle* tell_writes(Cycle* to, std::int64_t steps, Point issue, const IssuedIn& issued_in) {
  std::size_t before = 0;
  for (std::int64_t back = 0; back < steps; ++back) {
    const bool writes = issued_in(before) == issue.step - back;
    *to++ = issue.cycle + (writes ? 1 : 0);
    if (writes) ++before;
  }
  return to;
}

}  // namespace weir::models

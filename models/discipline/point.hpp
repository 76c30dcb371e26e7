// Steps of a pipeline with one enable, and the cycles in which they are: they go together but where something
// holds a step up.
#pragma once

#include <algorithm>
#include <cstdint>

#include "network/network.hpp"

namespace weir::models {

// From this step on cycles and steps go together, up to the next point.
struct Point {
  std::int64_t step = 0;
  Cycle cycle = 0;

  // The cycle of a later step that nothing holds up.
  [[nodiscard]] Cycle at(std::int64_t later) const { return cycle + (later - step); }
};

// The first step from `step` on whose cycle is not before `cycle`. `points`: a queue of them, the first at or
// before that step.
template <class Points>
Point first_step(const Points& points, std::int64_t step, Cycle cycle) {
  for (std::size_t p = 0;; ++p) {
    const Point& point = points[p];
    const std::int64_t found = std::max(step, point.step + std::max<Cycle>(cycle - point.cycle, 0));
    if (p + 1 < points.size() && found >= points[p + 1].step) continue;
    return {found, point.at(found)};
  }
}

// Writes to `to`, for each of `steps` steps up to the latest issue's, from that backwards, whether an
// iteration that writes was in it, as the cycle of that issue or the next. issued_in(k): the step of the k-th
// such iteration from the latest back, or an earlier one if there is none. Gives what is behind them.
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

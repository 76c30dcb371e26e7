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

}  // namespace weir::models

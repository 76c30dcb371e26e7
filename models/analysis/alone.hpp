// How long a layer takes for a frame by itself: fed and drained as fast as it likes.
#pragma once

#include <optional>

#include "network/interval.hpp"
#include "network/network.hpp"

namespace weir::models {

// With the memories that feed it, which stream without end. None of such a memory, and where no state recurs
// within a few frames.
std::optional<Interval> interval_alone(const Network& network, int layer);

}  // namespace weir::models

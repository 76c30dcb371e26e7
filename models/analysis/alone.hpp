// How long a layer takes for a frame by itself: fed and drained as fast as it likes.
#pragma once

#include <optional>

#include "network/interval.hpp"
#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir::models {

// With the memories that feed it, which stream without end, and with the stalls of its own ends. None of such
// a memory, and where no state recurs within the frames that are tried.
std::optional<Interval> interval_alone(const Network& network, const Traffic& traffic, int layer);

}  // namespace weir::models

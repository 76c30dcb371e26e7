// The interval of one layer on its own: it never starves and is never blocked from outside.
#pragma once

#include <optional>

#include "network/interval.hpp"
#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir::models {

// Includes the unbounded memories that feed the layer and the stall patterns on its own streams. Returns none
// for such a memory, and if no state recurs within the frames simulated.
std::optional<Interval> interval_alone(const Network& network, const Traffic& traffic, int layer);

}  // namespace weir::models

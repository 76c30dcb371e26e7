// FIFOs on both sides of a layer that can replace each other: the most depth each needs, because its
// neighbour can hold further beats at no higher cost. docs/sizing.md, "Exchange", has the proof.
#pragma once

#include "network/network.hpp"
#include "network/traffic.hpp"
#include "sizing/cost.hpp"
#include "sizing/parts.hpp"

namespace weir::sizing {

// A ceiling for each stream: among the cheapest depths that reach a goal, some stay at or below all ceilings,
// except where a FIFO's own least depth is higher. kMaxDepth if no ceiling is known.
Depths exchange_ceilings(const Network& network, const Traffic& traffic, const CostModel& cost);

}  // namespace weir::sizing

// FIFOs that can stand in for one another across a layer: how deep each need be at most, as beyond that its
// neighbour holds the beats as well, for no more. docs/sizing.md, "Exchange", has the proof.
#pragma once

#include "network/network.hpp"
#include "network/traffic.hpp"
#include "sizing/cost.hpp"
#include "sizing/parts.hpp"

namespace weir::sizing {

// For each stream a depth: some of the cheapest depths that reach a goal have no FIFO deeper, unless its own
// least depth is. kMaxDepth where nothing can be said.
Depths exchange_ceilings(const Network& network, const Traffic& traffic, const CostModel& cost);

}  // namespace weir::sizing

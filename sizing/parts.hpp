// Cuts a network at its unlimited FIFOs.
//
// A layer depends on its inputs and, through a FIFO that can be full, on the layers behind it. An unlimited
// FIFO passes no back-pressure. So layers delay each other in a ring only within a part that such FIFOs do
// not cut, and the network's interval is the longest interval of any part on its own.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"
#include "network/sub_network.hpp"
#include "network/traffic.hpp"

namespace weir::sizing {

// One depth per stream; kUnlimited for an unlimited FIFO.
using Depths = std::vector<std::int64_t>;

struct Part : SubNetwork {
  Traffic traffic;
  std::vector<bool> inner;  // which streams were not cut
};

// Parts with more than one member, or all parts. Members are layers and the whole network's sources and
// sinks, so a part may be just a source and its stream.
enum class Which : std::uint8_t { kJoined, kAll };
std::vector<Part> parts(const Network& network, const Traffic& traffic, const Depths& depths, Which which);

}  // namespace weir::sizing

// Cuts a network where FIFOs have no limit.
//
// What a layer does depends on what comes down its streams, and through a FIFO that can be full on what is
// done behind it. A FIFO without a limit lets nothing pass upwards. So layers hold each other up in a ring
// only within a part that such FIFOs do not cut off, and the interval of the network is the longest of its
// parts' own, each fed and drained as fast as it likes.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"
#include "network/sub_network.hpp"
#include "network/traffic.hpp"

namespace weir::sizing {

// One depth a stream; kUnlimited where there is no limit.
using Depths = std::vector<std::int64_t>;

struct Part : SubNetwork {
  Traffic traffic;
  std::vector<bool> inner;  // which streams were not cut
};

// The parts that have more than one member, or all. Members are layers, and the sources and sinks of the
// whole: a part may be no more than a source and the stream it feeds.
enum class Which : std::uint8_t { kJoined, kAll };
std::vector<Part> parts(const Network& network, const Traffic& traffic, const Depths& depths, Which which);

}  // namespace weir::sizing

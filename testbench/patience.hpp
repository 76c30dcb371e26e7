// How long to wait for hardware without transfers.
#pragma once

#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir::testbench {

// The longest gap, in cycles, between two transfers of frames' beats on any streams, for our own hardware
// with this traffic. patience.cpp derives it.
Cycle patience(const Network& network, const Traffic& traffic);

}  // namespace weir::testbench

// How long to wait for hardware in which nothing moves.
#pragma once

#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir::testbench {

// The most cycles without a transfer of a frame's beat on any stream after which there is still one to come,
// in our own hardware under that traffic. patience.cpp derives it.
Cycle patience(const Network& network, const Traffic& traffic);

}  // namespace weir::testbench

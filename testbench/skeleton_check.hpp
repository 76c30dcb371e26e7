// Compares a skeleton with the RTL it was reduced from, handshake by handshake.
#pragma once

#include <string>

#include "network/network.hpp"
#include "testbench/skeleton_build.hpp"

namespace weir::testbench {

struct SkeletonCheck {
  double seconds = 0;  // spent on what was not in the cache: building the RTL and running both
  std::string told;    // "held to the RTL for 40,000 cycles under 6 patterns of stalls, each reset half way"
};

// Runs the skeleton beside the Verilated RTL on random data, and compares every valid and ready at both ends
// of every stream, and every layer's labels, in every cycle: back to back until a frame is out, then with
// random stalls at sources, sinks and the ends of every stream. Each pattern includes a reset half way. A
// passed check is cached. Throws ToolFailure with the port and the cycle if they differ, and if the RTL
// cannot be built.
SkeletonCheck check_skeleton(const Network& network, const SkeletonBuild& build);

}  // namespace weir::testbench

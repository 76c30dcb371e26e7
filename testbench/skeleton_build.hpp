// A network's RTL cut down to its handshakes (skeleton/): yosys reads it, and maps what is left to gates.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "skeleton/design.hpp"

namespace weir::testbench {

struct SkeletonBuild {
  std::shared_ptr<skeleton::Design> design;
  std::vector<std::string> content;  // all that it was made of
  double build_s = 0;                // spent on what was not in the cache
  std::vector<std::string> notes;
  std::vector<int> assumed;  // streams whose cycles rest on what is assumed of a vendor's cell
};

// Throws BadInput where a handshake depends on data or on what a memory holds, with the path; ToolFailure
// with yosys' words on sources that it does not read.
SkeletonBuild build_skeleton(const Network& network, bool border_fifos);

}  // namespace weir::testbench

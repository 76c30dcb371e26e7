// A network's RTL reduced to its handshakes (skeleton/): yosys reads it and maps the rest to gates.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "skeleton/design.hpp"

namespace weir::testbench {

struct SkeletonBuild {
  std::shared_ptr<skeleton::Design> design;
  std::vector<std::string> content;  // everything it was built from
  double build_s = 0;                // spent on what was not in the cache
  std::vector<std::string> notes;
  std::vector<int> assumed;  // streams whose cycles rest on assumptions about a vendor's cell
};

// Throws BadInput, with the path, if a handshake depends on data or on a memory's contents; ToolFailure with
// yosys' message if it cannot read a source.
SkeletonBuild build_skeleton(const Network& network, bool border_fifos);

}  // namespace weir::testbench

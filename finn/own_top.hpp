// The top that FINN's stitching made of a build: the block design's own module, to be held to ours.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "finn/build.hpp"
#include "finn/modules.hpp"
#include "finn/placement.hpp"
#include "finn/sources.hpp"

namespace weir::finn {

struct OwnTop {
  std::string module;
  std::vector<Port> ports;
  std::vector<Axis> inputs;  // as the network's
  std::vector<Axis> outputs;
};

// After all nodes are placed; chooses its file. None if the folder has none, or none that is made of the
// graph's nodes alone; `note` says which, or why not. Throws BadInput as Modules::want does.
std::optional<OwnTop> own_top(const Build& build, const Network& network, const Placement& placement,
                              Modules& modules, std::string& note);

}  // namespace weir::finn

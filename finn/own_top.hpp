// A build's own stitched top, the block design's module, for comparison with our core.
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

// Chooses its file; call after all nodes are placed. None if the folder has no top made only of the graph's
// nodes. `note` states the chosen file, or the reason for none. Throws BadInput as Modules::want does.
std::optional<OwnTop> own_top(const Build& build, const Network& network, const Placement& placement,
                              Modules& modules, std::string& note);

}  // namespace weir::finn

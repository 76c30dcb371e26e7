// What of a build has a model: blocks and FIFOs of finn-rtllib, of versions that are known.
#pragma once

#include <string>
#include <vector>

#include "finn/build.hpp"
#include "finn/modules.hpp"
#include "finn/placement.hpp"
#include "finn/wires.hpp"
#include "network/network.hpp"

namespace weir::finn {

struct Models {
  // The network as the models know it: what its layers and streams are made of. Of a layer without a model
  // nothing is said.
  Network network;
  std::vector<int> rtl;            // layers without a model, and the memories of their weights
  std::vector<std::string> notes;  // which, and why
  std::vector<int> assumed;        // streams whose cycles rest on what is assumed of a vendor's cell

  // Throws BadInput if a layer has none: for what, and what is wanted.
  void check_complete(const std::string& key, const std::string& wanted) const;
};

// What a block of finn-rtllib, of whatever version, is built with. Throws BadInput of what has no model.
Rtllib rtllib_of(const Modules& modules, const Placed& at);
// The same of the memory of its weights.
Rtllib memory_of(const Modules& modules, const Placed& at);

// Throws BadInput where a FIFO at the network's border has no model: nothing could run in its place.
Models models_of(const Build& build, const Network& network, const Modules& modules,
                 const Placement& placement, const Wires& wires);

}  // namespace weir::finn

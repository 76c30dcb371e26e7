// The parts of a build that have models: blocks and FIFOs of known versions of finn-rtllib.
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
  // The network with the hardware of its layers and streams, for the models. Layers without a model have no
  // hardware set.
  Network network;
  std::vector<int> rtl;            // layers without a model, and the memories of their weights
  std::vector<std::string> notes;  // the layers without a model, and the reasons
  std::vector<int> assumed;        // streams whose cycles rest on assumptions about a vendor's cell

  // Throws BadInput if a layer has no model; `key` and `wanted` go into the message.
  void check_complete(const std::string& key, const std::string& wanted) const;
};

// The parameters of a finn-rtllib block of any version. Throws BadInput if it has no model.
Rtllib rtllib_of(const Modules& modules, const Placed& at);
// Likewise for the memory of its weights.
Rtllib memory_of(const Modules& modules, const Placed& at);

// Throws BadInput if a FIFO at the network's border has no model, because nothing can replace it.
Models models_of(const Build& build, const Network& network, const Modules& modules,
                 const Placement& placement, const Wires& wires);

}  // namespace weir::finn

// The text of a build's core: every node's module, connected according to the graph, with gates and probes.
#pragma once

#include <optional>
#include <string>

#include "finn/build.hpp"
#include "finn/own_top.hpp"
#include "finn/placement.hpp"
#include "finn/wires.hpp"
#include "network/network.hpp"

namespace weir::finn {

// Module <network>_core, with the ports of rtl::emit's core. Includes the build's own stitched top, if given,
// whose port signals are compared in every cycle until a gate inside the core first closes. Throws BadInput
// if a module's ports do not match the graph's streams.
std::string core_text(const Build& build, const Network& network, const Placement& placement,
                      const Wires& wires, const std::optional<OwnTop>& own_top);

}  // namespace weir::finn

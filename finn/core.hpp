// The text of a build's core: every node's module, joined as the graph says, with gates and probes.
#pragma once

#include <optional>
#include <string>

#include "finn/build.hpp"
#include "finn/own_top.hpp"
#include "finn/placement.hpp"
#include "finn/wires.hpp"
#include "network/network.hpp"

namespace weir::finn {

// Module <network>_core, whose ports are those of rtl::emit's core. With the author's own top beside it, held
// to the same signals at its ports in every cycle up to the first in which a gate within is closed. Throws
// BadInput if a module's ports are other than the graph's streams.
std::string core_text(const Build& build, const Network& network, const Placement& placement,
                      const Wires& wires, const std::optional<OwnTop>& own_top);

}  // namespace weir::finn

// Blocks that HLS made of FINN's library (docs/timing.md, "HLS blocks"): of each kind the order of its beats,
// where that is not ours, and its control.
#pragma once

#include <memory>

#include "models/discipline.hpp"

namespace weir::models {

// Of a layer that is such a block.
std::unique_ptr<Discipline> hls_block(const Layer& layer, Ports ports);

}  // namespace weir::models

// The HLS blocks of FINN's library (docs/timing.md, "HLS blocks"): each kind's control, and the order of its
// beats if it differs from our kind's.
#pragma once

#include <memory>

#include "models/discipline.hpp"

namespace weir::models {

// The discipline of a layer that is such a block.
std::unique_ptr<Discipline> hls_block(const Layer& layer, Ports ports);

}  // namespace weir::models

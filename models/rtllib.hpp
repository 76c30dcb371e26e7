// finn-rtllib's blocks (docs/timing.md, "finn-rtllib"): each kind's pipeline, and the order of its beats if
// it differs from our kind's. All numbers are formulas in the layer's parameters.
#pragma once

#include <memory>
#include <optional>

#include "models/discipline.hpp"

namespace weir::models {

// The discipline of a layer that is such a block.
std::unique_ptr<Discipline> rtllib_block(const Layer& layer, Ports ports);
// The skid buffer at the block's input, which takes a beat while the pipeline is stopped; none if it has
// none.
std::optional<Fifo> rtllib_input(const Layer& layer);

}  // namespace weir::models

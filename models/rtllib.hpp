// finn-rtllib's blocks (docs/timing.md, "finn-rtllib"): of each kind the order of its beats, where that is
// not ours, and its pipeline. They hold formulas in the layer's parameters alone.
#pragma once

#include <memory>
#include <optional>

#include "models/discipline.hpp"

namespace weir::models {

// Of a layer that is such a block.
std::unique_ptr<Discipline> rtllib_block(const Layer& layer, Ports ports);
// Where its input steps aside while its pipeline is stopped; none if it has no such place.
std::optional<Fifo> rtllib_input(const Layer& layer);

}  // namespace weir::models

// finn-rtllib's blocks (docs/timing.md, "finn-rtllib"): of each kind the order of its beats, where that is
// not ours, and its pipeline. They hold formulas in the layer's parameters alone.
#pragma once

#include <memory>
#include <optional>

#include "models/discipline.hpp"

namespace weir::models {

// A small FIFO that belongs to a layer's port.
struct Slot {
  std::int64_t depth = 0;
  FifoDelays delays = {};
};

// Of a layer that is such a block.
std::unique_ptr<Discipline> rtllib_block(const Layer& layer, Ports ports);
// Where its input steps aside while its pipeline is stopped; none if it has no such place.
std::optional<Slot> rtllib_input(const Layer& layer);

}  // namespace weir::models

// A small FIFO that belongs to a layer's port, such as a register slice.
#pragma once

#include <cstdint>

#include "network/network.hpp"

namespace weir::models {

struct Slot {
  std::int64_t depth = 0;
  FifoDelays delays = {};
};

}  // namespace weir::models

// A network's input beats and their timing, the same for every timed engine.
#pragma once

#include <cstdint>
#include <vector>

#include "network/trace.hpp"
#include "network/traffic.hpp"

namespace weir {

struct Stimulus {
  std::int64_t frames = 1;
  Traffic traffic;
  // For each network input, all frames' beats one after another; empty in timing-only runs.
  std::vector<Beats> inputs;
};

}  // namespace weir

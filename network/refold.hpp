// Finds a folding that brings a layer below a number of cycles per frame.
#pragma once

#include <cstdint>
#include <optional>

#include "network/network.hpp"

namespace weir {

struct Folding {
  std::int64_t pe = 1;
  std::int64_t simd = 1;
  bool parallel_window = false;  // of an swu: whole windows a beat
  std::int64_t cycles = 0;       // a frame, by its iterations

  friend bool operator==(const Folding&, const Folding&) = default;
};

// The layer's current folding.
Folding folding_of(const Layer& layer);

// The least parallel folding that takes at most `most_cycles`; among equals, the one closest to the current
// folding. None if there is no such folding, or if the kind has no folding.
std::optional<Folding> folding_within(const Layer& layer, std::int64_t most_cycles);

}  // namespace weir

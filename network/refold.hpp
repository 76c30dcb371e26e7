// Which folding of a layer takes so few cycles a frame.
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

// The layer as it is.
Folding folding_of(const Layer& layer);

// Of all foldings that take `most_cycles` at most: the one that does least at once; of these, that which
// changes least. None if there is no such folding, or the kind has none.
std::optional<Folding> folding_within(const Layer& layer, std::int64_t most_cycles);

}  // namespace weir

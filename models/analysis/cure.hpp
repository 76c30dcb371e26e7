// The smallest depths that cure a deadlock, by trial on the models.
#pragma once

#include <cstdint>
#include <vector>

#include "network/stimulus.hpp"

namespace weir::models {

struct Deepened {
  int stream = -1;
  std::int64_t depth = 0;

  friend bool operator==(const Deepened&, const Deepened&) = default;
};

struct Cure {
  // One stream, if one suffices: of these the one that takes the fewest bits more. Else a set of which none
  // can be left out and none be one less deep. Empty: no depths were found that cure it.
  std::vector<Deepened> depths;
  // The frames that the cured network was run through; every frame to come as well, if `proved`: its state
  // recurs.
  std::int64_t frames = 0;
  bool proved = false;
};

// Of a network that locks. Tried over stimulus.frames frames at least, back to back: traffic makes a lock
// earlier or later, but neither makes nor cures one.
Cure smallest_cure(const Network& network, const Stimulus& stimulus);

}  // namespace weir::models

// The smallest depths that cure a deadlock, or bring a network to an interval, by trial on the models.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "network/interval.hpp"
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
  // Each stream that suffices by itself, the first to be repaired first: it lacks the largest share of its
  // depth.
  std::vector<Deepened> alone;
  // FIFOs whose room was waited for, in the ring that locks or that sets the interval.
  std::vector<int> suspects;
  // The frames that the cured network was run through; every frame to come as well, if `proved`: its state
  // recurs.
  std::int64_t frames = 0;
  bool proved = false;
};

// Of a network that locks. Tried over stimulus.frames frames at least, back to back: traffic makes a lock
// earlier or later, but neither makes nor cures one.
// `check` is called now and then; what it throws ends the search.
Cure smallest_cure(const Network& network, const Stimulus& stimulus, const std::function<void()>& check = {});

// Of a network that takes longer than `target` a frame, or locks: the depths with which it is proved not to.
// No more trials are begun once `most_beats` were moved; what was found by then is returned.
Cure smallest_cure(const Network& network, const Traffic& traffic, const Interval& target,
                   std::int64_t most_beats, const std::function<void()>& check = {});

}  // namespace weir::models

// Finds the smallest depths that cure a deadlock or reach an interval, by running the models.
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
  // One stream if one suffices: the one with the fewest additional bits. Otherwise a minimal set: no stream
  // can be left out or be one beat shallower. Empty if no cure was found.
  std::vector<Deepened> depths;
  // Each stream that suffices by itself. The stream that lacks the largest share of its depth comes first.
  std::vector<Deepened> alone;
  // The full FIFOs in the ring that deadlocks or that sets the interval.
  std::vector<int> suspects;
  // The frames that the cured network was run through. If `proved`, its state recurs and the cure holds for
  // every later frame, too.
  std::int64_t frames = 0;
  bool proved = false;
};

// For a network that deadlocks. Each trial runs at least stimulus.frames frames back to back: traffic moves a
// deadlock in time but neither causes nor cures it. `check` is called regularly; an exception from it ends
// the search.
Cure smallest_cure(const Network& network, const Stimulus& stimulus, const std::function<void()>& check = {});

// For a network whose interval exceeds `target`, or that deadlocks: depths that are proved to reach `target`.
// No trial starts once `most_beats` have been simulated; the function then returns what it has found.
Cure smallest_cure(const Network& network, const Traffic& traffic, const Interval& target,
                   std::int64_t most_beats, const std::function<void()>& check = {});

}  // namespace weir::models

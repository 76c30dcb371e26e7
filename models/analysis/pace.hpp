// What sets a network's interval: the slowest layer, source or sink, or FIFOs that are too shallow.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/analysis/cure.hpp"
#include "network/interval.hpp"
#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir::models {

// A layer, source or sink that is the slowest on its own, never starved or blocked from outside.
struct Slowest {
  enum class Kind : std::uint8_t { kLayer, kSource, kSink };
  Kind kind = Kind::kLayer;
  int index = -1;  // of the layer; of the stream at the border
  Interval alone;
};

struct Pace {
  // The longest interval of any layer, source or sink on its own. No depths are faster.
  Interval best;
  std::vector<Slowest> slowest;  // those with that interval, layers first
  // FIFOs that slow the network down beyond `best`, most urgent first. Deepening any one of them reaches
  // `best`. If no single FIFO suffices, a set that has to be deepened together. Empty if no FIFO slows the
  // network down, or if the search did not find which.
  std::vector<Deepened> fifos;
  bool together = false;  // `fifos` is such a set
  bool proved = false;    // the new depths are proved to reach `best`
  // If no cure was found: the full FIFOs that the latest transfers waited for.
  std::vector<int> suspects;
};

// The slowest of all layers, sources and sinks; none if one of them reaches no steady state.
std::optional<Pace> slowest_of(const Network& network, const Traffic& traffic);

// What sets the interval of a network with this interval, or of one that deadlocks. Simulates at most
// `most_beats` to find the FIFOs. Returns none if `slowest_of` does. `check` is called regularly; an
// exception from it ends the search.
std::optional<Pace> pace_of(const Network& network, const Traffic& traffic, std::optional<Interval> interval,
                            std::int64_t most_beats, const std::function<void()>& check = {});

}  // namespace weir::models

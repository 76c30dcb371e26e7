// What sets a network's pace: the slowest layer, source or sink, or FIFOs too shallow for it to go on.
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

// What takes a frame so long by itself, fed and drained as fast as it likes.
struct Slowest {
  enum class Kind : std::uint8_t { kLayer, kSource, kSink };
  Kind kind = Kind::kLayer;
  int index = -1;  // of the layer; of the stream at the border
  Interval alone;
};

struct Pace {
  // No depths are faster: the longest that any layer, source or sink takes by itself.
  Interval best;
  std::vector<Slowest> slowest;  // those that take so long, layers first
  // FIFOs that hold the network up beyond that, the first to be repaired first: each alone, deepened, reaches
  // `best`. Where none does, a set of which all are needed. Empty where none holds it up, or it was not found
  // out which.
  std::vector<Deepened> fifos;
  bool together = false;  // they are such a set
  bool proved = false;    // that they reach it
  // FIFOs whose room the latest transfers waited for, where it was not found out which cure it.
  std::vector<int> suspects;
};

// The longest of all layers, sources and sinks; none where one of them comes to no steady state.
std::optional<Pace> slowest_of(const Network& network, const Traffic& traffic);

// Of a network of that interval, or one that locks: what sets it. `most_beats` are moved at most to find the
// FIFOs. None where `slowest_of` is. `check` is called now and then; what it throws ends it.
std::optional<Pace> pace_of(const Network& network, const Traffic& traffic, std::optional<Interval> interval,
                            std::int64_t most_beats, const std::function<void()>& check = {});

}  // namespace weir::models

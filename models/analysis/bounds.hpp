// What can be said of a network's interval, its levels and its latency without a word on how many frames it
// takes: frames are simulated until it is proved.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/analysis/steady_state.hpp"

namespace weir::models {

struct BoundsQuery {
  // Stops as soon as it is known on which side of it the interval lies; none: when it is known exactly.
  std::optional<Interval> target;
  // Frames are let in one every so often, not back to back. What is then bounded is no shorter than that; and
  // it goes on until the state recurs.
  std::optional<Interval> admission;
  // Notes them. Where a FIFO has no limit, a level is only right if it is less than that of so many frames.
  bool levels = false;
  std::int64_t look_ahead_frames = 2;
  // Of what is beyond the target: Bounds::culprits.
  bool culprits = false;
  // Goes on from there (but with FIFOs of these depths), not from the beginning of all. The interval does not
  // depend on it, nor whether it locks. Not with admission; of hardware that is not monotone it is ignored.
  const FrameBoundary* from = nullptr;
  std::int64_t most_frames = 4096;
  const std::atomic<bool>* interrupted = nullptr;
  std::function<void()> check = {};  // called now and then; what it throws ends the run
};

struct Bounds {
  IntervalBounds interval;
  bool locks = false;       // it comes to a stop for ever
  std::vector<Wait> waits;  // if so: of each layer
  // Streams of whose FIFOs the depths alone are likely beyond the target: those of a lock's ring that are
  // full, or that held up something, for want of room, on the way to the latest transfer.
  std::vector<int> culprits;
  bool steady = false;                    // the state recurs
  std::int64_t frames = 0;                // simulated
  std::int64_t beats = 0;                 // a push and a pop
  std::optional<FrameBoundary> latest;    // of the last frame that was done everywhere; none if none was
  std::vector<std::int64_t> levels;       // the most beats held, one a stream
  std::optional<Cycle> latency;           // of frame 0; none if it did not come out, or was not the first
  std::optional<Cycle> latency_admitted;  // largest of all frames to come, from its turn to its last transfer
                                          // out; of a steady state with admission

  // Whether the interval is proved to be no longer than that, or longer. Neither, if it was left undecided.
  [[nodiscard]] bool within(const Interval& target) const {
    return interval.at_most && *interval.at_most <= target;
  }
  [[nodiscard]] bool beyond(const Interval& target) const {
    return locks || (interval.at_least && *interval.at_least > target);
  }
};

// FIFOs may be kUnlimited. The traffic must repeat, or nothing is found.
Bounds bound_interval(const Network& network, const Traffic& traffic, const BoundsQuery& query);

}  // namespace weir::models

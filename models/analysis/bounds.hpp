// Proves a network's interval, FIFO levels and latency. Simulates as many frames as the proof takes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "models/analysis/steady_state.hpp"

namespace weir::models {

struct BoundsQuery {
  // The run stops once the interval is known to be within this target or beyond it. None: the run stops once
  // the interval is known exactly.
  std::optional<Interval> target;
  // Admits one frame per this interval instead of frames back to back. The measured interval is then at least
  // this long, and the run continues until the state recurs.
  std::optional<Interval> admission;
  // Records FIFO levels. For an unlimited FIFO, a level is exact only if it is below look_ahead_frames' worth
  // of beats.
  bool levels = false;
  std::int64_t look_ahead_frames = 2;
  // Fills in Bounds::culprits if the network deadlocks or misses the target.
  bool culprits = false;
  // Resumes from this state, with this network's depths, instead of starting at cycle 0. Neither the interval
  // nor the verdict on deadlock depends on it. Must be null with admission. Ignored if the hardware is not
  // monotone.
  const FrameBoundary* from = nullptr;
  std::int64_t most_frames = 4096;
  const std::atomic<bool>* interrupted = nullptr;
  std::function<void()> check = {};  // called regularly; an exception from it ends the run
};

struct Bounds {
  IntervalBounds interval;
  bool locks = false;       // the network deadlocks
  std::vector<Wait> waits;  // if it deadlocks: what each layer waits for
  // Streams whose depths probably cause the miss: the full FIFOs of a deadlock's ring, or the full FIFOs that
  // delayed a transfer on the critical path to the latest one.
  std::vector<int> culprits;
  bool steady = false;                    // the state recurs
  std::int64_t frames = 0;                // simulated
  std::int64_t beats = 0;                 // simulated; a push and its pop count once
  std::optional<FrameBoundary> latest;    // of the last frame that every process finished; none if there is
                                          // none
  std::vector<std::int64_t> levels;       // the most beats held, one a stream
  std::optional<Cycle> latency;           // of frame 0; none if it did not come out, or if the run resumed
                                          // from a later frame
  std::optional<Cycle> latency_admitted;  // with admission and a steady state: the largest over all frames,
                                          // from a frame's admission to its last transfer out

  // Whether the interval is proved to be at most `target` (within) or longer (beyond). Both are false if the
  // run ended undecided.
  [[nodiscard]] bool within(const Interval& target) const {
    return interval.at_most && *interval.at_most <= target;
  }
  [[nodiscard]] bool beyond(const Interval& target) const {
    return locks || (interval.at_least && *interval.at_least > target);
  }
};

// FIFOs may be kUnlimited. The traffic must be periodic; otherwise nothing is proved.
Bounds bound_interval(const Network& network, const Traffic& traffic, const BoundsQuery& query);

}  // namespace weir::models

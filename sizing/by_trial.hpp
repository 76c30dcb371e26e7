// Finds depths for hardware that is not monotone. There a deeper FIFO may delay something, so a run says
// nothing about other depths, and each set of depths is run itself.
//
// Frames are admitted one every target interval. With unlimited FIFOs, a run gives each FIFO's level; with
// depths at or somewhat above these levels, the network keeps up. Then each FIFO, the costliest first, is
// made as shallow as possible while the others stay, until none can be reduced.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sizing/cost.hpp"
#include "sizing/trials.hpp"

namespace weir::sizing {

class ByTrial {
 public:
  using Progress = std::function<void(const std::string&)>;

  ByTrial(Trials& trials, const CostModel& cost, const Goal& goal, Progress progress);

  // Whether the network keeps up at all, with unlimited FIFOs. If so, the levels are known.
  bool kept_up();
  // Finds depths; false if none of those suggested by the levels keep up. Lowers them until the trials have
  // used `until_beats`. Throws Interrupted, but keeps the depths found by then.
  bool find(std::int64_t until_beats);

  [[nodiscard]] const models::Bounds& unhindered() const { return unhindered_; }
  // Depths with which the network keeps up; empty before any are found.
  [[nodiscard]] const Depths& found() const { return found_; }
  // Whether each reducible FIFO was tried at the next lower depth, with the others as found, and the network
  // did not keep up within most_frames().
  [[nodiscard]] bool each_tried() const { return each_tried_; }
  [[nodiscard]] std::int64_t could_be_less() const;
  // The latency of frames admitted every target interval, with the depths found, and whether it meets its
  // bound.
  [[nodiscard]] std::optional<Cycle> latency() const { return latency_; }
  [[nodiscard]] bool keeps_latency() const {
    return !goal_.latency || (latency_ && *latency_ <= *goal_.latency);
  }
  [[nodiscard]] std::int64_t most_frames() const { return most_frames_; }

 private:
  bool keeps_up(const Depths& depths);
  bool lower(std::size_t stream);
  [[nodiscard]] Cost cost(std::size_t stream) const;

  Trials& trials_;
  const CostModel& cost_;
  Goal goal_;
  Progress progress_;
  models::Bounds unhindered_;
  std::int64_t most_frames_ = Trials::kLeastFrames;
  Depths found_;
  std::optional<Cycle> latency_;
  bool each_tried_ = false;
};

}  // namespace weir::sizing

// Depths of hardware that is not monotone, where a deeper FIFO may make something later: nothing follows from
// a run of other depths, so each is run as it is.
//
// Frames are admitted one every target interval. Behind FIFOs without limits that tells each FIFO's level;
// with depths of those levels, or somewhat more, the network keeps up. Then each FIFO is made as shallow as
// it can be while the others stay, the costliest first, until none of them can be made any less.
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

  // Whether the frames are kept up with at all, by FIFOs without limits; if so, their levels are known.
  bool kept_up();
  // Finds depths, unless none of those that levels suggest keep up. Lowers them until the trials come to
  // `until_beats`. Throws Interrupted; what was found by then stays.
  bool find(std::int64_t until_beats);

  [[nodiscard]] const models::Bounds& unhindered() const { return unhindered_; }
  // Depths with which the frames were kept up with; empty before there are any.
  [[nodiscard]] const Depths& found() const { return found_; }
  // Whether each FIFO that could be less was tried at the next less depth, the others being as they were
  // found, and did not keep up within most_frames(); and how many there are.
  [[nodiscard]] bool each_tried() const { return each_tried_; }
  [[nodiscard]] std::int64_t could_be_less() const;
  // The latency of frames admitted every target interval, with the depths found; and whether its bound is
  // kept.
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

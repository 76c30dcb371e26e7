#include "sizing/by_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sizing/fifos.hpp"

namespace weir::sizing {

namespace {

// kFirstFrames: frames within which the first depths must reach a steady state. Other depths may take a
// multiple of the frames that these took.
constexpr std::int64_t kFirstFrames = 64;
constexpr std::int64_t kTimesAsMany = 2;
// How often all depths are doubled before the search gives up.
constexpr int kMostDoublings = 6;

}  // namespace

ByTrial::ByTrial(Trials& trials, const CostModel& cost, const Goal& goal, Progress progress)
    : trials_(trials), cost_(cost), goal_(goal), progress_(std::move(progress)) {}

bool ByTrial::kept_up() {
  unhindered_ = trials_.admitted(trials_.unlimited(), goal_.interval);
  return unhindered_.steady;
}

// Adopts the depths if they keep up. A latency bound that was met must stay met.
bool ByTrial::keeps_up(const Depths& depths) {
  const models::Bounds bounds = trials_.admitted(depths, goal_.interval, most_frames_);
  if (!bounds.steady) return false;
  const bool late = goal_.latency && (!bounds.latency_admitted || *bounds.latency_admitted > *goal_.latency);
  if (late && !found_.empty() && keeps_latency()) return false;
  if (found_.empty()) most_frames_ = kTimesAsMany * bounds.frames;
  found_ = depths;
  latency_ = bounds.latency_admitted;
  return true;
}

bool ByTrial::find(std::int64_t until_beats) {
  const Network& network = trials_.network();
  Depths depths = trials_.unlimited();
  for (std::size_t s = 0; s < depths.size(); ++s) {
    const Stream& stream = network.streams[s];
    if (!has_fifo(stream)) continue;
    const std::int64_t level = network.endless(static_cast<int>(s)) ? 1 : unhindered_.levels[s];
    depths[s] = built_depth(network, level + 1);
  }
  most_frames_ = kFirstFrames;
  for (int doublings = 0; !keeps_up(depths); ++doublings) {
    if (doublings == kMostDoublings) return false;
    for (std::size_t s = 0; s < depths.size(); ++s) {
      if (has_fifo(network.streams[s])) depths[s] = built_depth(network, std::min(2 * depths[s], kMaxDepth));
    }
    progress_(fmt::format("levels are not enough: depths doubled; {} runs", trials_.runs()));
  }
  progress_(fmt::format("depths of the levels keep up; {} runs", trials_.runs()));

  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    if (has_fifo(network.streams[s]) && built_below(network, depths[s]) > 0) order.push_back(s);
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t s) { return cost(s); });
  for (bool lowered = true; lowered;) {
    lowered = false;
    for (const std::size_t s : order) {
      if (trials_.beats() > until_beats) return true;
      lowered = lower(s) || lowered;
    }
  }
  each_tried_ = true;
  return true;
}

std::int64_t ByTrial::could_be_less() const {
  std::int64_t streams = 0;
  for (std::size_t s = 0; s < found_.size(); ++s) {
    if (has_fifo(trials_.network().streams[s]) && built_below(trials_.network(), found_[s]) > 0) ++streams;
  }
  return streams;
}

Cost ByTrial::cost(std::size_t stream) const {
  return cost_.of(trials_.network().streams[stream].width_bits, found_[stream]);
}

// Makes the stream as shallow as possible with the others unchanged. Usually one beat less already fails;
// otherwise tries a few beats less, then halves.
bool ByTrial::lower(std::size_t stream) {
  const Network& network = trials_.network();
  const auto reaches = [&](std::int64_t depth) {
    Depths tried = found_;
    tried[stream] = depth;
    return keeps_up(tried);
  };
  const std::int64_t before = found_[stream];
  std::int64_t fails = 0;
  for (std::int64_t step = 1;; step *= 2) {
    const std::int64_t tried =
        std::min(built_depth(network, std::max<std::int64_t>(found_[stream] - step, 1)),
                 built_below(network, found_[stream]));
    if (tried < 1) break;
    if (!reaches(tried)) {
      fails = tried;
      break;
    }
  }
  while (fails > 0) {
    const std::int64_t tried = built_depth(network, fails + (found_[stream] - fails) / 2);
    if (tried <= fails || tried >= found_[stream]) {
      const std::int64_t next = built_below(network, found_[stream]);
      if (next <= fails || !reaches(next)) break;
      continue;
    }
    if (!reaches(tried)) fails = tried;
  }
  if (found_[stream] == before) return false;
  progress_(fmt::format("{}: {} beats are enough; {} runs", network.streams[stream].name,
                        stated_depth(network, found_[stream]), trials_.runs()));
  return true;
}

}  // namespace weir::sizing

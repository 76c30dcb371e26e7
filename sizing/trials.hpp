// Tries depths on the native models: on the whole network, or on the parts that matter.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "models/analysis/bounds.hpp"
#include "models/analysis/least.hpp"
#include "sizing/parts.hpp"

namespace weir::sizing {

// Thrown when the user interrupts the work.
struct Interrupted {};

// The goal that depths have to reach.
struct Goal {
  Interval interval;
  std::optional<Cycle> latency;  // of a frame admitted every such interval
};

enum class Verdict : std::uint8_t {
  kReached,
  kMissed,     // proved, also for all depths that are nowhere deeper
  kUndecided,  // not decided within the frames simulated
};

// Beats a frame on all streams together.
std::int64_t frame_beats(const Network& network);

class Trials {
 public:
  // Ignores the network's own depths.
  Trials(const Network& network, Traffic traffic, const std::atomic<bool>* interrupted);

  // Whether these depths reach the goal. Unlimited FIFOs split the network into parts that are tried one by
  // one, each for at most `least_frames`, or more if that is cheap. Caches results.
  Verdict reach(const Goal& goal, const Depths& depths, std::int64_t least_frames = kLeastFrames);
  // Runs depths that reach the goal from cycle 0. Later trials of slightly lower depths then start with FIFOs
  // as full as a back-to-back source makes them, and need not fill them first.
  void settle(const Goal& goal, const Depths& depths);
  // The cycles per frame by which the latest failing depths miss the goal; models::kUnknownExcess if they
  // deadlock or miss a latency.
  [[nodiscard]] double excess() const { return excess_; }
  // For depths that miss the goal: streams whose depths are the likely cause. No proof.
  std::vector<int> suspects(const Goal& goal, const Depths& depths);
  // Bounds the interval of these depths by simulating at most `most_frames`; for several parts, the longest
  // interval. Stops early once it is known to be at most `target`.
  models::Bounds interval(const Depths& depths, std::optional<Interval> target, std::int64_t most_frames);
  // Runs the whole network with frames admitted at `admission`, for at most `most_frames`. Records levels if
  // any FIFO is unlimited.
  models::Bounds admitted(const Depths& depths, const Interval& admission,
                          std::int64_t most_frames = kMostFrames);
  // The network as it is, with its own depths: its interval.
  models::Bounds as_given();
  // The best interval of any depths, and the names of the layers, sources and sinks that limit it; none if
  // undecided.
  std::optional<Interval> best(std::string& bottleneck);

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const Traffic& traffic() const { return traffic_; }
  [[nodiscard]] std::int64_t runs() const { return runs_; }
  [[nodiscard]] std::int64_t beats() const { return beats_; }
  [[nodiscard]] std::size_t streams() const { return network_.streams.size(); }
  // All FIFOs unlimited.
  [[nodiscard]] Depths unlimited() const;
  // From now on, ignores interrupts.
  void finish() { interrupted_ = nullptr; }

  // Frames after which a trial is given up: of a network of many beats, and of any.
  static constexpr std::int64_t kLeastFrames = 16;
  static constexpr std::int64_t kMostFrames = 4096;

 private:
  // The result for a part with these depths.
  struct Known {
    std::vector<std::int64_t> depths;
    std::optional<Interval> at_least;
    std::optional<Interval> at_most;
    bool locks = false;
    Interval tried_for;
    std::int64_t tried_frames = 0;  // at most
  };
  // Results for parts of one shape, and end states of their runs. The interval does not depend on a run's
  // start.
  struct Shape {
    std::vector<Known> known;
    // The end state of the last run that reached a target, and that target. Trials for the same or a longer
    // interval start from it.
    std::optional<models::FrameBoundary> in_step;
    Interval in_step_at;
    // The end state of the last run of all. Depths known to miss a target start from it.
    std::optional<models::FrameBoundary> latest;
  };
  models::Bounds run(const Network& network, const Traffic& traffic, models::BoundsQuery query);
  models::Bounds run(const Part& part, Shape& shape, models::BoundsQuery query, bool misses);
  [[nodiscard]] std::vector<std::int64_t> shape_of(const Part& part) const;
  Verdict part_reaches(const Goal& goal, const Part& part, std::int64_t least_frames = kLeastFrames);

  Network network_;
  Traffic traffic_;
  const std::atomic<bool>* interrupted_;
  std::vector<std::int64_t> alike_;                       // per layer: the first layer with the same timing
  std::map<std::vector<std::int64_t>, Shape> shapes_;     // by shape_of(part)
  std::map<std::vector<std::int64_t>, Cycle> latencies_;  // by depths and interval
  std::optional<models::FrameBoundary> unhindered_;       // of the whole with FIFOs that have no limit
  double excess_ = models::kUnknownExcess;
  std::int64_t runs_ = 0;
  std::int64_t beats_ = 0;
};

}  // namespace weir::sizing

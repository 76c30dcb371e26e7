// Tries depths: the native models answer, of the whole network or of the parts that matter.
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

// Thrown out of whatever is going on when the user wants it to end.
struct Interrupted {};

// What depths are to reach.
struct Goal {
  Interval interval;
  std::optional<Cycle> latency;  // of a frame admitted every such interval
};

enum class Verdict : std::uint8_t {
  kReached,
  kMissed,     // proved: nor do any depths reach it that are nowhere deeper
  kUndecided,  // not within the frames that are simulated at most
};

// Beats a frame on all streams together.
std::int64_t frame_beats(const Network& network);

class Trials {
 public:
  // The network's own depths do not matter.
  Trials(const Network& network, Traffic traffic, const std::atomic<bool>* interrupted);

  // Whether these depths reach the goal: tried part by part, where some have no limit, each for
  // `least_frames` at most, or as many more as are cheap. Remembers what it was told.
  Verdict reach(const Goal& goal, const Depths& depths, std::int64_t least_frames = kLeastFrames);
  // Runs depths that reach the goal from the beginning of all, so that trials of others that are a little
  // lower go on from FIFOs as full as they are behind a source that is back to back: they fill no more.
  void settle(const Goal& goal, const Depths& depths);
  // By how many cycles a frame the latest depths that missed the goal are known to: models::kUnknownExcess
  // where they lock, or miss a latency.
  [[nodiscard]] double excess() const { return excess_; }
  // Of depths that miss the goal: streams whose depths are likely to blame. No proof.
  std::vector<int> suspects(const Goal& goal, const Depths& depths);
  // The interval of these depths, as nearly as the simulation of `most_frames` proves it; of several parts
  // that are joined, the longest. Stops early once it is known to be no longer than `target`.
  models::Bounds interval(const Depths& depths, std::optional<Interval> target, std::int64_t most_frames);
  // The whole network with frames admitted every so often, as many as that at most. Levels are noted if any
  // FIFO has no limit.
  models::Bounds admitted(const Depths& depths, const Interval& admission,
                          std::int64_t most_frames = kMostFrames);
  // The network as it is, with its own depths: its interval.
  models::Bounds as_given();
  // The interval that no depths go below, and the names of the layers, sources and sinks that take so long;
  // none if it is undecided.
  std::optional<Interval> best(std::string& bottleneck);

  [[nodiscard]] const Network& network() const { return network_; }
  [[nodiscard]] const Traffic& traffic() const { return traffic_; }
  [[nodiscard]] std::int64_t runs() const { return runs_; }
  [[nodiscard]] std::int64_t beats() const { return beats_; }
  [[nodiscard]] std::size_t streams() const { return network_.streams.size(); }
  // All that have one.
  [[nodiscard]] Depths unlimited() const;
  // What is asked from now on is answered, whatever the user wants.
  void finish() { interrupted_ = nullptr; }

  // Frames after which a trial is given up: of a network of many beats, and of any.
  static constexpr std::int64_t kLeastFrames = 16;
  static constexpr std::int64_t kMostFrames = 4096;

 private:
  // What was found of a part with these depths.
  struct Known {
    std::vector<std::int64_t> depths;
    std::optional<Interval> at_least;
    std::optional<Interval> at_most;
    bool locks = false;
    Interval tried_for;
    std::int64_t tried_frames = 0;  // at most
  };
  // Of parts of one shape: besides, where runs of them came to. The interval does not depend on where a run
  // begins.
  struct Shape {
    std::vector<Known> known;
    // The latest that reached a target, and that: nothing lags behind there, so trials for no shorter one go
    // on from it.
    std::optional<models::FrameBoundary> in_step;
    Interval in_step_at;
    // The latest of all: what is known to miss a target goes on from there.
    std::optional<models::FrameBoundary> latest;
  };
  models::Bounds run(const Network& network, const Traffic& traffic, models::BoundsQuery query);
  models::Bounds run(const Part& part, Shape& shape, models::BoundsQuery query, bool misses);
  [[nodiscard]] std::vector<std::int64_t> shape_of(const Part& part) const;
  Verdict part_reaches(const Goal& goal, const Part& part, std::int64_t least_frames = kLeastFrames);

  Network network_;
  Traffic traffic_;
  const std::atomic<bool>* interrupted_;
  std::vector<std::int64_t> alike_;  // of each layer the first that keeps the same time, whatever its values
  std::map<std::vector<std::int64_t>, Shape> shapes_;     // by shape_of(part)
  std::map<std::vector<std::int64_t>, Cycle> latencies_;  // by depths and interval
  std::optional<models::FrameBoundary> unhindered_;       // of the whole with FIFOs that have no limit
  double excess_ = models::kUnknownExcess;
  std::int64_t runs_ = 0;
  std::int64_t beats_ = 0;
};

}  // namespace weir::sizing

// Proves a steady state: the states at two frame boundaries are equal except for a shift in time.
//
// The following determines everything that happens after frame f: for each stream, the cycles of the last D
// pops and the last C pushes up to frame f; for each layer, the cycle of its last issue of frame f and its
// discipline's own state (when buffer places become free, which of the latest issues write, the state of its
// control); and the traffic patterns, if they are periodic. Each part is taken at its own frame boundary, not
// all at one moment. If two such states differ by the same number of cycles in every part, and this number is
// a multiple of the traffic's period, then all later frames repeat with it as their period.
//
// A pipeline that stops on a missing input outputs frame f only while later frames come in. So a state must
// not be affected by the end of the simulated frames: it counts only once every source, and every layer that
// a missing input can stop, has run past it.
//
// If the parts differ by different amounts, they still bound the interval, because a state that is nowhere
// later leads to states that are nowhere later. If each part comes at most S cycles after the same part p
// frames before, this holds for all later frames, and the interval is at most S / p. Likewise it is at least
// S / p if each part comes at least S cycles later. (The Collatz-Wielandt theorem in max-plus algebra.)
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

struct SteadyState {
  std::int64_t transient_frames = 0;  // each frame n >= this repeats as frame n + period_frames
  std::int64_t period_frames = 0;
  Cycle period_cycles = 0;
  // The least number of frames for which a run behaves, up to the end of the first period, like an endless
  // one.
  std::int64_t frames_needed = 0;

  [[nodiscard]] Interval interval() const { return {period_cycles, period_frames}; }

  friend bool operator==(const SteadyState&, const SteadyState&) = default;
};

// Proved bounds of the interval.
struct IntervalBounds {
  std::optional<Interval> at_least;
  std::optional<Interval> at_most;

  [[nodiscard]] bool met() const { return at_least && at_most && *at_least == *at_most; }
};

class SteadyStateFinder final : public BoundaryObserver, public FrameObserver {
 public:
  // Attaches to the pipeline, which must run afterwards. `bounds`: also look for bounds of the interval.
  // `goes_on`: the pipeline resumes from a frame boundary, which is the first state.
  explicit SteadyStateFinder(Pipeline& pipeline, bool bounds = false, bool goes_on = false);

  [[nodiscard]] const std::optional<SteadyState>& found() const { return found_; }
  [[nodiscard]] const IntervalBounds& bounds() const { return bounds_; }
  // The number of frames whose states have been compared.
  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(std::max(decided_, before_) - before_);
  }
  // The latest compared state, shifted back by whole periods of the traffic. Requires frames() > 0.
  [[nodiscard]] FrameBoundary latest() const;

  void frame_pushed(int channel) override;
  void frame_popped(int channel) override;
  void frame_done(int layer) override;

 private:
  struct State {
    std::vector<Cycle> cycles;
    std::size_t missing = 0;  // parts not yet recorded
  };

  // The state of frame boundary `frame`; null if it has been compared already or is too far ahead.
  State* state_of(std::int64_t frame);
  void take_pushes(std::size_t channel, std::int64_t frame);
  void take_pops(std::size_t channel, std::int64_t frame);
  void take_layer(std::size_t layer, std::int64_t frame);
  void taken(State& state);
  void decide();
  void settle();
  // The earlier state that equals this one except for a shift, as a steady state; none if there is none.
  std::optional<SteadyState> recurrence();
  void tighten();

  Pipeline& pipeline_;
  std::int64_t traffic_period_;
  std::vector<std::size_t> pops_at_;  // the offset of each part in a state's cycles
  std::vector<std::size_t> pushes_at_;
  std::vector<std::size_t> layers_at_;
  std::size_t size_ = 0;
  std::vector<std::int64_t> layer_frames_;
  std::vector<State> states_;  // by frame
  std::size_t before_ = 0;     // states of frames before the first
  std::size_t decided_ = 0;    // states before this one were compared
  std::unordered_multimap<std::uint64_t, std::size_t> seen_;
  // A steady state that holds if the end of the frames affects nothing up to a given cycle.
  struct Pending {
    SteadyState steady;
    Cycle latest = 0;
  };
  std::optional<Pending> pending_;
  std::optional<SteadyState> found_;
  bool bounds_wanted_;
  bool tightens_;  // looks for bounds before the state recurs; monotone hardware only
  bool looks_ahead_;
  IntervalBounds bounds_;
};

}  // namespace weir::models

// Recognises the steady state by proof: the state at two frame boundaries is the same but for a shift in
// time.
//
// Everything that happens in frames after f follows from: per stream the cycles of the last D pops and of the
// last C pushes of frames up to f; per layer the cycle of its last issue of frame f, and what its discipline
// tells besides: from when a buffer's places are free, which of the latest issues write, where a control is;
// and the patterns of traffic, if those are periodic. Each of these is taken at its own frame boundary, not
// at one moment in time. If two such states differ by the same number of cycles everywhere, and that is a
// multiple of the traffic's period, then all later frames repeat with that many cycles a period.
//
// A pipeline that a missing input stops gives out frame f as later frames come in. So what is taken there
// must not have been touched by the end of the frames that are simulated: it counts once every source, and
// every layer that may be stopped so, has gone on beyond it.
//
// Where they do not differ by the same everywhere, they still bound the interval: what comes of a state that
// is nowhere later is nowhere later. If each part is at most S cycles after the same part p frames before,
// then so it is for ever: the interval is at most S / p; likewise if each is at least S after it. (The
// theorem of Collatz and Wielandt, for maxima of sums.)
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "models/pipeline.hpp"

namespace weir::models {

struct SteadyState {
  std::int64_t transient_frames =
      0;  // frames before the repetition: frame n >= this recurs as frame n + period_frames
  std::int64_t period_frames = 0;
  Cycle period_cycles = 0;
  // Frames, at least, of a run in which all up to the end of the first period is as in one without end.
  std::int64_t frames_needed = 0;

  [[nodiscard]] Interval interval() const { return {period_cycles, period_frames}; }

  friend bool operator==(const SteadyState&, const SteadyState&) = default;
};

// What is proved of the interval between frames.
struct IntervalBounds {
  std::optional<Interval> at_least;
  std::optional<Interval> at_most;

  [[nodiscard]] bool met() const { return at_least && at_most && *at_least == *at_most; }
};

class SteadyStateFinder final : public BoundaryObserver, public FrameObserver {
 public:
  // Attaches to the pipeline, which must be run afterwards. `bounds`: looks for bounds of the interval, too.
  // `goes_on`: the pipeline goes on from a frame's boundary, the first state there is.
  explicit SteadyStateFinder(Pipeline& pipeline, bool bounds = false, bool goes_on = false);

  [[nodiscard]] const std::optional<SteadyState>& found() const { return found_; }
  [[nodiscard]] const IntervalBounds& bounds() const { return bounds_; }
  // Frames whose states were compared.
  [[nodiscard]] std::int64_t frames() const {
    return static_cast<std::int64_t>(std::max(decided_, before_) - before_);
  }
  // That of the latest of them, earlier by whole periods of the traffic. Only if there is one.
  [[nodiscard]] FrameBoundary latest() const;

  void frame_pushed(int channel) override;
  void frame_popped(int channel) override;
  void frame_done(int layer) override;

 private:
  struct State {
    std::vector<Cycle> cycles;
    std::size_t missing = 0;  // parts not yet taken
  };

  // The state of frame boundary `frame`; null when it is decided or too far ahead.
  State* state_of(std::int64_t frame);
  void take_pushes(std::size_t channel, std::int64_t frame);
  void take_pops(std::size_t channel, std::int64_t frame);
  void take_layer(std::size_t layer, std::int64_t frame);
  void taken(State& state);
  void decide();
  void settle();
  // The state before which this one is, but for a shift.
  std::optional<SteadyState> recurrence();
  void tighten();

  Pipeline& pipeline_;
  std::int64_t traffic_period_;
  std::vector<std::size_t> pops_at_;  // where each part lies in a state's cycles
  std::vector<std::size_t> pushes_at_;
  std::vector<std::size_t> layers_at_;
  std::size_t size_ = 0;
  std::vector<std::int64_t> layer_frames_;
  std::vector<State> states_;  // by frame
  std::size_t before_ = 0;     // states of frames before the first
  std::size_t decided_ = 0;    // states before this one were compared
  std::unordered_multimap<std::uint64_t, std::size_t> seen_;
  // One that holds if nothing up to a cycle was touched by the frames' end.
  struct Pending {
    SteadyState steady;
    Cycle latest = 0;
  };
  std::optional<Pending> pending_;
  std::optional<SteadyState> found_;
  bool bounds_wanted_;
  bool tightens_;  // bounds before the state recurs: only of monotone hardware
  bool looks_ahead_;
  IntervalBounds bounds_;
};

}  // namespace weir::models

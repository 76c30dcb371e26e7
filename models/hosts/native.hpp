// The native engine: the layer models under a plain scheduler, in one thread, with no kernel and no clock.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "models/analysis/steady_state.hpp"
#include "models/pipeline.hpp"

namespace weir::models {

struct NativeOptions {
  Recording recording;
  bool find_steady_state = false;
  bool stop_when_steady = false;  // simulate no more frames than it takes
  std::uint64_t order_seed = 0;   // if not 0, ready processes run in random order; results do not change
  std::function<void()> check;    // called now and then; what it throws ends the run
};

struct NativeResult {
  Trace trace;
  std::optional<SteadyState> steady;
  std::vector<Wait> waits;  // of a run that came to a stop before its end
};

NativeResult run_native(const Network& network, const Stimulus& stimulus, const NativeOptions& options);

// What a timing-only run of any number of frames comes to.
struct Timing {
  Cycle last_cycle = -1;         // of the last transfer out
  std::optional<Cycle> latency;  // of frame 0; none if it never came out
  std::vector<LayerActivity> layers;
  std::optional<SteadyState> steady;
  std::optional<Cycle> latency_steady;  // largest over one steady period
  std::int64_t simulated_frames = 0;
  bool complete = false;    // every frame came out
  std::vector<Wait> waits;  // if not
};

// Answers for stimulus.frames frames exactly; simulates as many as it takes to prove the steady state, unless
// it is `known`, and one period on.
Timing time_frames(const Network& network, const Stimulus& stimulus, std::optional<SteadyState> known = {},
                   const std::function<void()>& check = {});

// The largest latency (first transfer in to last transfer out) of the frames of one steady period; none if
// fewer were run.
std::optional<Cycle> steady_latency(const FrameTimes& frames, const SteadyState& steady);

}  // namespace weir::models

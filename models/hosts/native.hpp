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
  bool stop_when_steady = false;  // stop simulating once the steady state is proved
  std::uint64_t order_seed = 0;   // if not 0, ready processes run in random order; results do not change
  std::function<void()> check;    // called regularly; an exception from it ends the run
};

struct NativeResult {
  Trace trace;
  std::optional<SteadyState> steady;
  std::vector<Wait> waits;  // if the run deadlocked: what each layer waits for
};

NativeResult run_native(const Network& network, const Stimulus& stimulus, const NativeOptions& options);

// The result of a timing-only run of any number of frames.
struct Timing {
  Cycle last_cycle = -1;         // the cycle of the last output transfer
  std::optional<Cycle> latency;  // of frame 0; none if it never came out
  std::vector<LayerActivity> layers;
  std::optional<SteadyState> steady;
  std::optional<Cycle> latency_steady;  // largest over one steady period
  std::int64_t simulated_frames = 0;
  bool complete = false;    // every frame came out
  std::vector<Wait> waits;  // if not
};

// Exact results for stimulus.frames frames. Simulates only the frames needed to prove the steady state (none
// if it is `known`) and one more period.
Timing time_frames(const Network& network, const Stimulus& stimulus, std::optional<SteadyState> known = {},
                   const std::function<void()>& check = {});

// The largest latency (first transfer in to last transfer out) of the frames of one steady period; none if
// the run had fewer frames.
std::optional<Cycle> steady_latency(const FrameTimes& frames, const SteadyState& steady);

}  // namespace weir::models

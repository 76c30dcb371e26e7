// The common interface of the engines: a network and a stimulus in, a trace out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "models/analysis/steady_state.hpp"
#include "network/scenario.hpp"
#include "network/stimulus.hpp"
#include "network/trace.hpp"
#include "network/waits.hpp"
#include "testbench/verilated.hpp"

namespace weir::testbench {

// Called regularly with a run's progress.
using Share = std::function<void(double done, double total)>;

struct EngineRun {
  Trace trace;
  double build_s = 0;
  double wall_s = 0;
  std::optional<int> optimisation;  // rtl: the build's
  std::vector<Wait> waits;          // if a timed engine stopped before its end: what each layer waits for
  std::vector<std::string> notes;   // what a user has to know about the build
  std::vector<int> assumed;         // streams whose cycles rest on assumptions about a vendor's cell
  std::optional<models::SteadyState> steady;  // skeleton: found from its register states
  std::string fault;  // a fault that the engine itself found: a failed assertion, a FIFO that changed a beat;
                      // empty if none
};

// Options of the engines that run the layers' models. They are all that native has.
struct ModelOptions {
  bool values = true;  // compute them
  bool record = true;  // record every beat's cycles
  bool waves = false;
  std::uint64_t order_seed = 0;  // of the order of processes
};

struct SystemCOptions {
  ModelOptions model = {};
  // Layers to replace by their Verilated RTL. Neighbours are built as one part.
  std::vector<int> rtl_layers = {};
  std::uint64_t rtl_seed = 1;  // of the RTL's register values before reset
};

struct RtlOptions {
  bool waves = false;
  std::uint64_t seed = 1;  // of register values before reset
  // If not 0, the run is started, reset after this many cycles, and started again.
  Cycle reset_after_cycles = 0;
  Share share = {};
};

// Each takes the frames as beats (stimulus.inputs), except golden, which takes tensors.
EngineRun run_golden(const Network& network, const std::vector<std::vector<Tensor>>& frames,
                     const Share& share = {});
EngineRun run_hls(const Network& network, const Stimulus& stimulus);
EngineRun run_native(const Network& network, const Stimulus& stimulus, const ModelOptions& options);
// Runs in its own process, because SystemC's kernel allows one elaboration per process.
EngineRun run_systemc(const Network& network, const Stimulus& stimulus, const SystemCOptions& options);
EngineRun run_rtl(const Network& network, const Stimulus& stimulus, const RtlOptions& options);
// Runs only the RTL's handshakes; `reset_after_cycles` as in RtlOptions.
EngineRun run_skeleton(const Network& network, const Stimulus& stimulus, Cycle reset_after_cycles);
// Estimates a run's cycles from the folding and the traffic: one frame per interval of the slowest layer or
// stream.
Cycle expected_cycles(const Network& network, const Stimulus& stimulus);
// Likewise on a core already built. Depths, weights and stalls may differ from those it was built for.
EngineRun run_rtl(const Network& network, const RtlBuild& build, const Stimulus& stimulus,
                  const RtlOptions& options);

// A scenario's input for its engines: all frames as beats and, if an engine takes tensors, also as tensors.
struct Feed {
  Stimulus stimulus;
  std::vector<std::vector<Tensor>> frames;  // [frame][input]
  Share share = {};                         // called by engines that know their progress
};
Feed feed_of(const Scenario& scenario);
// Runs the engine of that name with the scenario's seed, process order, reset and RTL layers.
EngineRun run_engine(const std::string& engine, const Scenario& scenario, const Feed& feed,
                     bool waves = false);
// Likewise for an engine that runs models (Engine::model), with the given options.
EngineRun run_model(const std::string& engine, const Network& network, const Stimulus& stimulus,
                    const ModelOptions& options);

// For each frame, the cycles of its first transfer into the network and its last out of it, from the border
// streams' traces.
FrameTimes frame_times(const Network& network, const Trace& trace, std::int64_t frames);

}  // namespace weir::testbench

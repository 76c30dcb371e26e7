// The five engines behind one form: a network and a stimulus in, a trace out.
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

// Told now and then how much of a run is done, of how much.
using Share = std::function<void(double done, double total)>;

struct EngineRun {
  Trace trace;
  double build_s = 0;
  double wall_s = 0;
  std::optional<int> optimisation;  // rtl: the build's
  std::vector<Wait> waits;         // of a timed engine that came to a stop before its end: who waits for what
  std::vector<std::string> notes;  // what a user has to know of the build
  std::vector<int> assumed;        // streams whose cycles rest on what is assumed of a vendor's cell
  std::optional<models::SteadyState> steady;  // skeleton: by the states of its registers
  std::string fault;  // what the engine itself found wrong: a failed assertion, a FIFO that changed a beat;
                      // empty if nothing
};

// Of the engines that run the layers' models; native has no others.
struct ModelOptions {
  bool values = true;  // compute them
  bool record = true;  // keep every beat's cycles
  bool waves = false;
  std::uint64_t order_seed = 0;  // of the order of processes
};

struct SystemCOptions {
  ModelOptions model = {};
  // These are replaced by their Verilated RTL, those that neighbour each other as one part.
  std::vector<int> rtl_layers = {};
  std::uint64_t rtl_seed = 1;  // of that RTL's registers' values before reset
};

struct RtlOptions {
  bool waves = false;
  std::uint64_t seed = 1;  // of registers' values before reset
  // If not 0, the run is first begun and, after so many cycles, cut off by a reset.
  Cycle reset_after_cycles = 0;
  Share share = {};
};

// Each takes frames already cut into beats (stimulus.inputs), but golden, which takes the frames' tensors.
EngineRun run_golden(const Network& network, const std::vector<std::vector<Tensor>>& frames,
                     const Share& share = {});
EngineRun run_hls(const Network& network, const Stimulus& stimulus);
EngineRun run_native(const Network& network, const Stimulus& stimulus, const ModelOptions& options);
// In a process of its own, as SystemC's kernel allows one elaboration.
EngineRun run_systemc(const Network& network, const Stimulus& stimulus, const SystemCOptions& options);
EngineRun run_rtl(const Network& network, const Stimulus& stimulus, const RtlOptions& options);
// The RTL's handshakes alone; `reset_after_cycles` as RtlOptions has it.
EngineRun run_skeleton(const Network& network, const Stimulus& stimulus, Cycle reset_after_cycles);
// About how many cycles a run takes, from the folding and the traffic alone: a frame each time the slowest
// layer or stream is ready for one.
Cycle expected_cycles(const Network& network, const Stimulus& stimulus);
// The same on a core already built: depths, weights and stalls may differ from what it was built for.
EngineRun run_rtl(const Network& network, const RtlBuild& build, const Stimulus& stimulus,
                  const RtlOptions& options);

// What a scenario feeds its engines: all frames cut into beats and, if one of them takes tensors, as those.
struct Feed {
  Stimulus stimulus;
  std::vector<std::vector<Tensor>> frames;  // [frame][input]
  Share share = {};                         // told by engines that know
};
Feed feed_of(const Scenario& scenario);
// Any of them, by its name: with the scenario's seed, order of processes, reset and layers in RTL.
EngineRun run_engine(const std::string& engine, const Scenario& scenario, const Feed& feed,
                     bool waves = false);
// Likewise one that runs models (Engine::model), with the options given.
EngineRun run_model(const std::string& engine, const Network& network, const Stimulus& stimulus,
                    const ModelOptions& options);

// Per frame the first transfer into the network and the last out of it, from the traces of its border
// streams.
FrameTimes frame_times(const Network& network, const Trace& trace, std::int64_t frames);

}  // namespace weir::testbench

// Runs each distinct layer of a network as RTL on its own, fed from and compared with a trace of the whole
// network. This checks the RTL of networks that are too large to run whole.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/stimulus.hpp"
#include "testbench/rtl_part.hpp"

namespace weir::testbench {

// Layers with the same RTL: equal kinds, parameters and stream widths. The contents of memories (weights,
// thresholds) may differ.
struct Instance {
  SubNetwork sub_network;   // the first of them; its layers and streams are named l0, s0 and so on
  std::vector<int> layers;  // all of them: indices in the network
};

// One instance per distinct layer, in layer order. A layer that reads an endless stream is combined with the
// memory and everything in between. Throws BadInput on what RTL cannot express.
std::vector<Instance> instances_of(const Network& network);

struct ReplayOptions {
  // An instance's replay ends once this many beats have crossed the busiest stream at its border and at least
  // one beat every other stream, or at the trace's end. 0: only at the trace's end.
  std::int64_t beats = 0;
  std::uint64_t seed = 1;                            // of registers' values before reset
  std::function<void(const std::string&)> progress;  // called for each instance; may be empty
};

struct Replay {
  std::vector<Check> checks;  // one for each instance
  double build_s = 0;         // the sum over all instances, even if two are built at a time
  double run_s = 0;           // likewise
  Cycle cycles = 0;           // stepped
};

// Builds each instance, or finds it in the cache, and steps it through the trace's cycles, from cycle 0 on.
// Its inputs are offered the trace's beats as by the FIFOs before it; its outputs get the room of the FIFOs
// behind it. Its pops and pushes must match the trace in value and cycle. The trace must be timed and have
// values, and must be of `network` with this stimulus. Throws ToolFailure.
Replay replay_rtl(const Network& network, const Stimulus& stimulus, const Trace& trace,
                  const ReplayOptions& options);

}  // namespace weir::testbench

// Every distinct layer of a network as RTL on its own, fed from a trace of the whole network and held to it:
// what can be said of the RTL of a network that is too large to be run whole.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/stimulus.hpp"
#include "testbench/rtl_part.hpp"

namespace weir::testbench {

// Layers of which the same RTL is built: equal kinds and parameters, and widths of their streams. What
// memories hold (weights, thresholds) may differ.
struct Instance {
  SubNetwork sub_network;   // the first of them; its layers and streams are named l0, s0 and so on
  std::vector<int> layers;  // all of them: indices in the network
};

// An instance for each layer, and for those that read an endless stream together with the memory, and what
// stands between; in the order of the layers. Throws BadInput on what RTL cannot express.
std::vector<Instance> instances_of(const Network& network);

struct ReplayOptions {
  // The replay of an instance ends when so many beats have crossed the busiest stream at its border and each
  // other one at least one, or where the trace does; 0: there only.
  std::int64_t beats = 0;
  std::uint64_t seed = 1;                            // of registers' values before reset
  std::function<void(const std::string&)> progress;  // told of each instance; may be empty
};

struct Replay {
  std::vector<Check> checks;  // one for each instance
  double build_s = 0;         // of all instances, though two may be built at a time
  double run_s = 0;           // likewise
  Cycle cycles = 0;           // stepped
};

// Builds each instance, or finds it in the cache, and steps it through the trace's cycles, from cycle 0 on.
// Its inputs are offered the trace's beats as the FIFOs before it would, its outputs are given the room that
// the FIFOs behind it had; what it pops and pushes must be the trace's, in value and cycle. The trace is a
// timed one with values, of `network` under that stimulus. Throws ToolFailure.
Replay replay_rtl(const Network& network, const Stimulus& stimulus, const Trace& trace,
                  const ReplayOptions& options);

}  // namespace weir::testbench

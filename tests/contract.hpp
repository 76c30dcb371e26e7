// docs/timing.md, word by word: every layer's iterations as a plain list, and a network of them stepped
// through cycle by cycle, be its layers elastic or freezing and its streams FIFOs or wires. It is slow and
// knows nothing of any engine; the ladders hold all timed engines to it.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/traffic.hpp"
#include "testbench/waves.hpp"

namespace weir::tests {

// What one iteration of a layer does. Of inputs and outputs: a bit each, input 0's the least significant.
struct Iteration {
  std::uint32_t reads = 0;   // inputs from which it takes a beat
  std::uint32_t writes = 0;  // outputs
  std::uint32_t waits = 0;   // inputs that must show a beat, which stays
  Cycle after = 1;           // cycles from the iteration before, at least
  Cycle delay = 0;  // cycles from when, this iteration being at hand, all that it reads and awaits was first
                    // valid
  // Of a layer with a reader beside it: so many of this frame's beats (and all of the frames before) must
  // have been read in an earlier cycle; and, while it is at hand, so many have a place.
  std::int64_t needs = 0;
  std::int64_t places = 0;
};

struct Schedule {
  Cycle latency = 0;             // L
  std::vector<Iteration> frame;  // of a frame, in order
  std::int64_t read_ahead =
      0;  // beats a frame that a reader beside the iterations takes from input 0; 0: none
};

// Of each kind, by its row of docs/timing.md: in that kind's own test.
#define WEIR_DECLARE(Kind) Schedule schedule_of(const Kind& kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE
Schedule schedule_of(const Layer& layer);

struct ContractRun {
  Trace trace;  // without values; of a deadlock incomplete, up to its last transfer
  Waves waves;  // of a wire none
};

// The network under that traffic, from cycle 0 to the last transfer of so many frames.
ContractRun run_contract(const Network& network, std::int64_t frames, const Traffic& traffic);

}  // namespace weir::tests

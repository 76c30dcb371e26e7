// docs/timing.md as code: every layer's iterations as a plain list, and a network stepped cycle by cycle,
// with elastic or freezing layers, and FIFOs or wires. It is slow and shares nothing with any engine. The
// ladders compare all timed engines with it.
#pragma once

#include <cstdint>
#include <vector>

#include "network/network.hpp"
#include "network/trace.hpp"
#include "network/traffic.hpp"
#include "testbench/waves.hpp"

namespace weir::tests {

// What one iteration of a layer does. Inputs and outputs are bit masks; input 0 is the least significant bit.
struct Iteration {
  std::uint32_t reads = 0;   // inputs from which it takes a beat
  std::uint32_t writes = 0;  // outputs
  std::uint32_t waits = 0;   // inputs that must show a beat, without popping it
  Cycle after = 1;           // the least number of cycles since the previous iteration
  Cycle delay = 0;  // cycles from the first cycle in which the iteration is due and all its inputs are valid
  // For a layer with an independent reader. needs: this many of the frame's beats (and all earlier frames)
  // must have been read in an earlier cycle. places: this many have a place while the iteration is current.
  std::int64_t needs = 0;
  std::int64_t places = 0;
};

struct Schedule {
  Cycle latency = 0;             // L
  std::vector<Iteration> frame;  // the iterations of a frame, in order
  std::int64_t read_ahead = 0;   // beats a frame that a separate reader takes from input 0; 0: no reader
};

// Each kind's schedule, from its row of docs/timing.md, is defined in that kind's own test.
#define WEIR_DECLARE(Kind) Schedule schedule_of(const Kind& kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE
Schedule schedule_of(const Layer& layer);

struct ContractRun {
  Trace trace;  // without values; after a deadlock it ends with the last transfer
  Waves waves;  // none for a wire
};

// Runs the network under that traffic, from cycle 0 to the last transfer of that many frames.
ContractRun run_contract(const Network& network, std::int64_t frames, const Traffic& traffic);

}  // namespace weir::tests

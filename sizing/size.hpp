// Sizes a network's FIFOs: finds the cheapest depths that reach an interval, with a proof that they do and
// that no FIFO can be shallower.
//
// The proof rests on elastic hardware: a deeper FIFO never delays a beat, so a depth vector that is nowhere
// shallower is never slower. docs/sizing.md has the full argument. For other hardware, depths are found by
// trial, and nothing is proved about depths that were not run.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "network/scenario.hpp"
#include "network/sizing_result.hpp"
#include "sizing/cost.hpp"

namespace weir::sizing {

struct SizingOptions {
  std::optional<Interval> target;  // none: the best that any depths reach
  std::optional<Cycle> latency;    // a bound on the latency of a frame admitted every target interval
  CostModel cost;
  bool exact = true;             // else fast: no single depth can be lower, but other combinations may cost
                                 // less
  bool scenario_traffic = true;  // else back to back
  std::int64_t trade_off_points = 0;  // 0: no curve; 1: the target's point alone
  // The budget unit, in simulated beats, of the optional work: 10 units for raising depths only as far as
  // necessary, 4 for lowering them again, 1/3 for the exact search, counted from the start of the sizing (and
  // then 1/3 for bounds from small no-goods), and 1 for the proofs of one less. Each point of the curve gets
  // the first two again, and its share of one unit for the exact search.
  std::int64_t most_beats = 2'000'000'000;
  std::function<void(const std::string&)> progress;      // called for each step, with one line
  std::function<void(double done, double total)> share;  // progress within the current step's budget
  const std::atomic<bool>* interrupted = nullptr;        // set by the caller to end the sizing soon
};

// Sizes the scenario's network, ignoring its depths; for a FINN build, the network of its models. Throws
// BadInput with scenario_traffic if the traffic is not periodic, because nothing can be proved then.
SizingResult size(const Scenario& scenario, const SizingOptions& options);

}  // namespace weir::sizing

// The depths of a network's FIFOs: the cheapest that reach an interval, with proof that they do and that less
// would not.
//
// It rests on one property of the hardware, that it is elastic: a deeper FIFO never makes a beat later, and
// so no depth vector that is deeper in every stream is slower. docs/sizing.md has the argument in full.
// Of other hardware depths are found by trial, and nothing is proved of those that were not run.
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
  bool exact = true;             // else fast: no depth can be less alone, but others together may cost less
  bool scenario_traffic = true;  // else back to back
  std::int64_t trade_off_points = 0;  // 0: no curve; 1: the target's point alone
  // The unit of what is done beyond what an answer needs: ten times as many beats for raising depths no
  // further than they must be, four times for lowering what can be, a third for the exact search, counted
  // from the start of all (and then a third for bounds by few), and once for the proofs of one less. For each
  // point of the curve the first two again, and its share of once for the exact search.
  std::int64_t most_beats = 2'000'000'000;
  std::function<void(const std::string&)> progress;      // told of each step, in a line
  std::function<void(double done, double total)> share;  // of the budget of what is being done
  const std::atomic<bool>* interrupted = nullptr;        // set from elsewhere: to come to an end soon
};

// Of the scenario's network, whatever depths it has; of a FINN build, as its models have it. Throws BadInput
// if the traffic is to be the scenario's and does not repeat, as nothing can be proved then.
SizingResult size(const Scenario& scenario, const SizingOptions& options);

}  // namespace weir::sizing

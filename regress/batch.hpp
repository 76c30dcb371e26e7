// Runs cases that were drawn at random, side by side, and judges each by itself.
#pragma once

#include <string>
#include <vector>

#include "network/result.hpp"
#include "network/scenario.hpp"
#include "regress/record.hpp"
#include "testbench/engines.hpp"

namespace weir::regress {

struct DrawnCase {
  std::string id;
  std::string kind;  // "layer" or "network"
  std::string what;  // the layer's kind; of a network how many layers there are
  std::string text;  // the scenario file's
  Scenario scenario;
};

// Every check of one case on what its engines yielded: bit-exact on every stream among all, cycle-exact among
// the timed ones, to the end with nothing left over; or, if it locks, at the same point and by the same ring
// in all of them.
std::vector<Check> judge(const Scenario& scenario, const std::vector<testbench::EngineRun>& runs);

// Adds up the beats compared; the first check that does not hold is what the case fails by.
void hold_to(const std::vector<Check>& checks, CaseResult& result);

// All of them want the same engines, frames, reset and order of processes.
BatchResult run_batch(const std::vector<DrawnCase>& cases);

}  // namespace weir::regress

// Runs randomly drawn cases side by side and judges each on its own.
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

// All checks of one case's engine runs: bit-exact on every stream between all engines, cycle-exact between
// the timed ones, and complete with nothing left over; or a deadlock at the same point with the same ring in
// all of them.
std::vector<Check> judge(const Scenario& scenario, const std::vector<testbench::EngineRun>& runs);

// Adds up the beats compared. The case fails by its first failed check.
void hold_to(const std::vector<Check>& checks, CaseResult& result);

// All cases must have the same engines, frames, reset and order of processes.
BatchResult run_batch(const std::vector<DrawnCase>& cases);

}  // namespace weir::regress

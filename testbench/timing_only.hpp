// Holds native, timing only, which depths are sized with, to native with a record of every beat.
#pragma once

#include <vector>

#include "network/result.hpp"
#include "network/scenario.hpp"
#include "testbench/engines.hpp"

namespace weir::testbench {

// Native of one stimulus without values.
struct Timings {
  EngineRun recorded;                  // every beat's cycles
  std::vector<EngineRun> timing_only;  // in its own order of processes, and in others
};

// As the stimulus is, and with no stalls: native's shortest ways are open where nothing holds back a stream's
// ends. How many beats go together there depends on which process comes first.
std::vector<Timings> run_timings(const Scenario& scenario, Stimulus stimulus);

// That it keeps the same time where it takes its shortest ways: the cycle of every push and pop, the labels,
// the last cycle.
Check check_timing_only(const Network& network, const EngineRun& recorded, const EngineRun& timing_only);
// Of all of them: the first that does not hold.
Check check_timing_only(const Network& network, const std::vector<Timings>& timings);

}  // namespace weir::testbench

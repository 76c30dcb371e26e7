// Functional coverage: which parameters and which stream behaviour were tried.
#pragma once

#include "network/regression_result.hpp"
#include "network/scenario.hpp"
#include "network/trace.hpp"

namespace weir::regress {

// Every bin there is, with 0.
Coverage all_bins();

// The bins that a scenario hits before it is run: its layers' parameters and the chosen crosses, data, depths
// and stall patterns.
Coverage bins_of(const Scenario& scenario);

// The bins that a run hit. For each stream's FIFO, by class of depth: full, empty, and a push and a pop in
// one cycle by class of level; also the lengths of the stalls at either end.
Coverage bins_of(const Network& network, const Trace& trace);

// Adds the second's counts to the first's.
void merge(Coverage& into, const Coverage& from);

}  // namespace weir::regress

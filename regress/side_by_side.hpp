// Several scenarios as one network, side by side: one build and one run serve them all.
#pragma once

#include <vector>

#include "network/scenario.hpp"
#include "network/waits.hpp"
#include "testbench/engines.hpp"

namespace weir::regress {

struct SideBySide {
  Scenario scenario;  // streams, layers and inputs of the first, then of the second, ...
  // Where those of each begin; one more at the end.
  std::vector<int> first_stream;
  std::vector<int> first_layer;
};

// All must want the same number of frames, the same reset and the same order of processes; engines are the
// first's. Names become `c<index>_<name>`.
SideBySide side_by_side(const std::vector<Scenario>& scenarios);

// What a run of them all shows of one.
testbench::EngineRun part_of(const SideBySide& all, std::size_t index, const testbench::EngineRun& run);

}  // namespace weir::regress

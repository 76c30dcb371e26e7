// Results as JSON, for programs.
#pragma once

#include <string>

#include "network/result.hpp"

namespace weir::report {

// The whole result, indented, with a line end. Keys are stable: some may be added, none is renamed. Unknown
// values are null. For one scenario and seed, only build_s, wall_s, cycles_per_s, beats_per_s, ns_per_beat
// and optimisation differ between runs.
std::string json(const RunResult& result);

}  // namespace weir::report

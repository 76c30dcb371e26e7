// A run as a trace that Perfetto opens (ui.perfetto.dev): a track for each layer, a counter for each stream,
// and the frames' ways as flows.
#pragma once

#include <string>

#include "network/result.hpp"

namespace weir::report {

// The file's bytes. The result has a picture; of long runs the layers' labels are told cycle by cycle only
// where that has them, and elsewhere as shares.
std::string perfetto(const RunResult& result);

}  // namespace weir::report

// A run as a trace that Perfetto opens (ui.perfetto.dev): a track for each layer, a counter for each stream,
// and the frames' ways as flows.
#pragma once

#include <string>

#include "network/result.hpp"

namespace weir::report {

// The file's bytes. The result must have a picture. In long runs, labels are given per cycle only where the
// picture has this detail, and elsewhere as shares.
std::string perfetto(const RunResult& result);

}  // namespace weir::report

// The result of sizing the FIFOs, as text, JSON and plot.
#pragma once

#include <string>

#include "network/sizing_result.hpp"

namespace weir::report {

// Everything, as tables for the terminal; ends in the verdict.
std::string sizing_text(const SizingResult& result);

// Everything, for programs: schema "weir-sizing-1", indented, with a line end. Keys are stable: some may be
// added, none is renamed. Null stands for what is not known. Of one scenario and one set of options only
// wall_s, runs_per_s and ms_per_run differ between runs, unless the search was interrupted.
std::string sizing_json(const SizingResult& result);

// The trade-off between cost and interval as a picture (SVG); with the depths found, the baseline and the
// given ones marked. Without points it has these marks only.
std::string trade_off_svg(const SizingResult& result);

}  // namespace weir::report

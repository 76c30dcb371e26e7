// Results and networks as tables for the terminal, at most about 110 columns wide.
#pragma once

#include <string>

#include "network/network.hpp"
#include "network/result.hpp"

namespace weir::report {

// All results of a run; ends with the verdict.
std::string text(const RunResult& result);

// Layers, shapes, folding, widths and the bounds that follow from them.
std::string show(const std::string& name, const Network& network, double clock_mhz);

}  // namespace weir::report

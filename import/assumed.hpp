// The hardware that FINN's tools would generate for a graph without RTL: which nodes become blocks of
// finn-rtllib, and the numbers measured on HLS blocks of each kind (docs/finn-survey.md).
#pragma once

#include <string>
#include <vector>

#include "import/draft.hpp"
#include "import/graph.hpp"

namespace weir::importer {

// The lines of a scenario's `hardware`, without indentation. Notes name the kinds without a measured block.
// Throws BadInput if a node's tool is not stated.
std::vector<std::string> assumed_hardware(const Graph& graph, const Draft& draft,
                                          std::vector<std::string>& notes);

}  // namespace weir::importer

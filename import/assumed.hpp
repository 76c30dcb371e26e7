// What FINN's tools would make of a graph of which no RTL is there: which nodes are blocks of finn-rtllib,
// and the numbers that HLS's blocks of each kind had wherever they were measured (docs/finn-survey.md).
#pragma once

#include <string>
#include <vector>

#include "import/draft.hpp"
#include "import/graph.hpp"

namespace weir::importer {

// Lines of a scenario's `hardware`, without indentation. Notes say of which kinds no block was measured.
// Throws BadInput of a node whose tool is not stated.
std::vector<std::string> assumed_hardware(const Graph& graph, const Draft& draft,
                                          std::vector<std::string>& notes);

}  // namespace weir::importer

// A folder of a build: which of its graphs to import, and what was reported of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "import/graph.hpp"

namespace weir::importer {

struct Build {
  std::filesystem::path folder;
  std::filesystem::path graph;
  std::optional<double> clock_mhz;
  std::vector<std::pair<std::string, std::string>> reported;  // "rtlsim latency_cycles", "106"
  std::vector<std::string> notes;
};

// The graph that belongs to a build's RTL: the last with FIFOs, or else the furthest one folded. Throws
// BadInput where there is none, or where the folder holds several builds.
Build choose_graph(const std::filesystem::path& folder);

// Of the build that the graph's file is in: the folder above `intermediate_models` and the like; nothing if
// the file lies in none. Reports that are not of this graph are left out, which a note says.
void read_reports(const Graph& graph, Build& build);

// Whether FINN estimated the cycles of the folding that the nodes now have: step_apply_folding_config changes
// it, and estimates nothing.
bool estimates_are_current(const Graph& graph);

// Files that may be the one that a StreamingDataflowPartition's `model` names, which is a path on its
// author's machine: beside `parent`, or in a folder of partitions.
std::vector<std::filesystem::path> find_partitions(const std::filesystem::path& parent,
                                                   const std::string& model);

}  // namespace weir::importer

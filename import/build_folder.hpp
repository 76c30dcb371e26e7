// A build's folder: which of its graphs to import, and the build's reports.
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

// The graph that belongs to a build's RTL: the last graph with FIFOs, or else the most advanced folded one.
// Throws BadInput if there is none, or if the folder holds several builds.
Build choose_graph(const std::filesystem::path& folder);

// Reads the reports of the build that contains the graph's file: the folder above `intermediate_models` or
// similar. Reads nothing if the file is in no build. Leaves out reports of other graphs, with a note.
void read_reports(const Graph& graph, Build& build);

// Whether FINN's cycle estimates belong to the nodes' current folding: step_apply_folding_config changes the
// folding without a new estimate.
bool estimates_are_current(const Graph& graph);

// Candidates for the file named by a StreamingDataflowPartition's `model`, a path on its author's machine:
// beside `parent`, or in a folder of partitions.
std::vector<std::filesystem::path> find_partitions(const std::filesystem::path& parent,
                                                   const std::string& model);

}  // namespace weir::importer

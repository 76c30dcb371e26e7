// FINN's folding JSON (auto_folding_config.json, final_hw_config.json).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "import/graph.hpp"

namespace weir::importer {

// Sets the attributes that the file states, by node and by its `Defaults`. Where a folding changes, the
// graph's converters go: Weir puts in those that are wanted. Says what it did. Throws BadInput.
std::vector<std::string> apply_folding(Graph& graph, const std::filesystem::path& file);

// The folding of the graph's nodes as FINN writes it.
std::string folding_json(const Graph& graph);

}  // namespace weir::importer

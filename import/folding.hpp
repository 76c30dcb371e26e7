// FINN's folding JSON (auto_folding_config.json, final_hw_config.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "import/graph.hpp"

namespace weir::importer {

// Sets the attributes that the file states, by node and by its `Defaults`. Where a folding changes, the
// graph's converters go: Weir puts in those that are wanted. Says what it did. Throws BadInput.
std::vector<std::string> apply_folding(Graph& graph, const std::filesystem::path& file);

// Whether FINN's folding JSON may set this of a node, such as "PE"; the names of all that it may set.
bool is_folding_key(const std::string& key);
std::vector<std::string> folding_keys();

// The folding of the graph's nodes as FINN writes it.
std::string folding_json(const Graph& graph);

// Depths of the FIFOs at a node's inputs, and at its outputs.
struct FifoDepths {
  std::vector<std::int64_t> in;
  std::vector<std::int64_t> out;
};

// The same with these depths, by node, in place of those that the nodes have, for a build that lays its FIFOs
// by them: the graph's own FIFOs, whose names a build gives anew, are left out.
std::string folding_json(Graph graph, const std::map<std::string, FifoDepths>& depths);

}  // namespace weir::importer

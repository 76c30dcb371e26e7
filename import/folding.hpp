// FINN's folding JSON (auto_folding_config.json, final_hw_config.json).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "import/graph.hpp"

namespace weir::importer {

// Sets the attributes that the file states, by node and by its `Defaults`. If a folding changes, removes the
// graph's converters: Weir inserts those that are needed. Returns notes on what it did. Throws BadInput.
std::vector<std::string> apply_folding(Graph& graph, const std::filesystem::path& file);

// Whether FINN's folding JSON may set this attribute of a node, such as "PE"; and all such names.
bool is_folding_key(const std::string& key);
std::vector<std::string> folding_keys();

// The folding of the graph's nodes in FINN's format.
std::string folding_json(const Graph& graph);

// Depths of the FIFOs at a node's inputs, and at its outputs.
struct FifoDepths {
  std::vector<std::int64_t> in;
  std::vector<std::int64_t> out;
};

// Likewise, with these depths by node instead of the nodes' own, for a build that sets its FIFOs by them.
// Leaves out the graph's own FIFOs, because a build renames them.
std::string folding_json(Graph graph, const std::map<std::string, FifoDepths>& depths);

}  // namespace weir::importer

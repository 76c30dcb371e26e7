// A FINN build in which RTL is looked up: its folder, its graph, and error messages about them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "import/graph.hpp"
#include "network/network.hpp"

namespace weir::finn {

struct Build {
  // Reads the graph. Throws BadInput, naming the node, also if the build is of an unsupported kind.
  explicit Build(const FinnBuild& build);

  // Throw BadInput for the folder.
  [[noreturn]] void fail(const std::string& found, const std::string& wanted) const;
  [[noreturn]] void fail(const importer::Node& node, const std::string& found,
                         const std::string& wanted) const;
  // ..on behalf of a key of the scenario.
  [[noreturn]] void fail_stated(const std::string& key, const std::string& found,
                                const std::string& wanted) const;

  // The path relative to the folder, for messages.
  [[nodiscard]] std::string relative(const std::filesystem::path& path) const;
  // The node with that own name; null if there is none.
  [[nodiscard]] const importer::Node* node_named(const std::string& own_name) const;
  // Null if no node writes the tensor.
  [[nodiscard]] const importer::Node* producer(const std::string& tensor) const;
  // The tensors that a node reads, without initialisers.
  [[nodiscard]] std::vector<std::string> dynamic_inputs(const importer::Node& node) const;

  const FinnBuild& stated;
  importer::Graph graph;
  std::vector<std::string> nodes;  // own names, as the graph's nodes
};

}  // namespace weir::finn

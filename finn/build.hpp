// A FINN build as its RTL is looked for: the folder, its graph, and what is wrong with them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "import/graph.hpp"
#include "network/network.hpp"

namespace weir::finn {

struct Build {
  // Reads the graph. Throws BadInput, also where the build is of a kind that is not supported; the node is
  // named.
  explicit Build(const FinnBuild& build);

  // Throw BadInput in the folder's name.
  [[noreturn]] void fail(const std::string& found, const std::string& wanted) const;
  [[noreturn]] void fail(const importer::Node& node, const std::string& found,
                         const std::string& wanted) const;
  // ..on behalf of a key of the scenario.
  [[noreturn]] void fail_stated(const std::string& key, const std::string& found,
                                const std::string& wanted) const;

  // In the folder, for messages.
  [[nodiscard]] std::string relative(const std::filesystem::path& path) const;
  // By its own name; null if there is none.
  [[nodiscard]] const importer::Node* node_named(const std::string& own_name) const;
  // Null if no node writes the tensor.
  [[nodiscard]] const importer::Node* producer(const std::string& tensor) const;
  // The tensors that a node reads and that are no initialisers.
  [[nodiscard]] std::vector<std::string> dynamic_inputs(const importer::Node& node) const;

  const FinnBuild& stated;
  importer::Graph graph;
  std::vector<std::string> nodes;  // own names, as the graph's nodes
};

}  // namespace weir::finn

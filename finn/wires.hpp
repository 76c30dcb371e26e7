// The build's nodes between the network's layers, such as FIFOs, for each stream.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "finn/build.hpp"

namespace weir::finn {

class Wires {
 public:
  // Throws BadInput if the network does not match the graph.
  Wires(const Build& build, const Network& network);

  // In the order of the beats' way, of the stream.
  [[nodiscard]] const std::vector<const importer::Node*>& nodes_of(int stream) const {
    return paths_[static_cast<std::size_t>(stream)];
  }
  // Layers by their nodes. A memory of weights has none: it belongs to its reader's.
  [[nodiscard]] const std::map<const importer::Node*, int>& layers() const { return layers_; }
  // Which of its producer's outputs the stream is.
  [[nodiscard]] std::size_t output_of(int stream) const;
  // The streams that the layer reads and no memory writes.
  [[nodiscard]] std::vector<int> data_inputs(const Layer& layer) const;

 private:
  void find_node(int layer);
  // The layer's outputs are the node's, in its order.
  void number_outputs(int layer);
  // `tensor`: the last of the stream's.
  void walk_back(std::string tensor, int stream);
  void walk_back_from_end(int stream);

  const Build& build_;
  const Network& network_;
  std::map<const importer::Node*, int> layers_;
  std::vector<std::vector<const importer::Node*>> paths_;  // by stream
  std::set<std::string> ended_;                            // outputs of the graph that have their stream
  std::map<int, std::size_t> outputs_;                     // by stream
};

}  // namespace weir::finn

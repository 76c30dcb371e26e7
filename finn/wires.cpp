#include "finn/wires.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "import/operators.hpp"

namespace weir::finn {

using importer::Node;
using importer::own_name;

Wires::Wires(const Build& build, const Network& network) : build_(build), network_(network) {
  for (std::size_t l = 0; l < network_.layers.size(); ++l) find_node(static_cast<int>(l));
  paths_.resize(network_.streams.size());
  const bool part = build_.stated.part;
  for (const auto& [node, layer] : layers_) {
    if (part) number_outputs(layer);
    const std::vector<std::string> tensors = build_.dynamic_inputs(*node);
    const std::vector<int> streams = data_inputs(network_.layer(layer));
    if (tensors.size() != streams.size())
      build_.fail(*node, fmt::format("{} inputs", tensors.size()),
                  fmt::format("{}, as its layer has", streams.size()));
    for (std::size_t i = 0; i < streams.size(); ++i) {
      if (!part || network_.stream(streams[i]).from != kBorder) walk_back(tensors[i], streams[i]);
    }
  }
  if (part) return;
  for (const int s : network_.outputs) walk_back_from_end(s);
}

void Wires::number_outputs(int layer) {
  const std::vector<int>& outputs = network_.layer(layer).outputs;
  for (std::size_t o = 0; o < outputs.size(); ++o) outputs_.emplace(outputs[o], o);
}

std::size_t Wires::output_of(int stream) const {
  const auto found = outputs_.find(stream);
  return found == outputs_.end() ? 0 : found->second;
}

void Wires::find_node(int layer) {
  const std::string& name = network_.layer(layer).name;
  const auto stated = build_.stated.nodes.find(name);
  if (stated == build_.stated.nodes.end()) {
    if (std::holds_alternative<Memstream>(network_.layer(layer).params)) return;
    build_.fail_stated("hardware", "layer " + name + ", of which no node is stated",
                       "only layers that weir import made of this build");
  }
  const Node* node = build_.node_named(stated->second);
  if (node == nullptr)
    build_.fail_stated("nodes", stated->second,
                       "a node of " + (build_.stated.folder / build_.stated.graph).string());
  layers_[node] = layer;
}

std::vector<int> Wires::data_inputs(const Layer& layer) const {
  std::vector<int> streams;
  std::ranges::copy_if(layer.inputs, std::back_inserter(streams),
                       [&](int s) { return !network_.endless(s); });
  return streams;
}

void Wires::walk_back(std::string tensor, int stream) {
  const Stream& of = network_.stream(stream);
  std::vector<const Node*>& through = paths_[static_cast<std::size_t>(stream)];
  const Node* node = build_.producer(tensor);
  while (node != nullptr && !layers_.contains(node) && importer::is_hardware(*node)) {
    through.insert(through.begin(), node);
    const std::vector<std::string> before = build_.dynamic_inputs(*node);
    if (before.size() != 1 || node->outputs.size() != 1)
      build_.fail(*node, fmt::format("{} inputs and {} outputs", before.size(), node->outputs.size()),
                  "one of each, or a layer that it is");
    tensor = before.front();
    node = build_.producer(tensor);
  }
  const auto from = node == nullptr ? layers_.end() : layers_.find(node);
  const int layer = from == layers_.end() ? kBorder : from->second;
  if (layer != of.from)
    build_.fail_stated("hardware",
                       "stream " + of.name + " from " + network_.producer_name(stream) +
                           ", in the graph from " + (node == nullptr ? "its border" : own_name(node->name)),
                       "the network that weir import made of this build");
  if (node != nullptr)
    outputs_[stream] =
        static_cast<std::size_t>(std::ranges::find(node->outputs, tensor) - node->outputs.begin());
}

void Wires::walk_back_from_end(int stream) {
  for (const std::string& output : build_.graph.outputs) {
    if (ended_.contains(output)) continue;
    // Host nodes after the last hardware node are not part of the design.
    std::string last = output;
    for (const Node* at = build_.producer(last); at != nullptr && !importer::is_hardware(*at);
         at = build_.producer(last)) {
      const std::vector<std::string> before = build_.dynamic_inputs(*at);
      if (before.empty()) break;
      last = before.front();
    }
    // The graph output whose path leads back to the stream's layer.
    std::string tensor = last;
    const Node* node = build_.producer(tensor);
    while (node != nullptr && !layers_.contains(node) && build_.dynamic_inputs(*node).size() == 1) {
      tensor = build_.dynamic_inputs(*node).front();
      node = build_.producer(tensor);
    }
    if (node == nullptr || !layers_.contains(node) || layers_.at(node) != network_.stream(stream).from)
      continue;
    ended_.insert(output);
    walk_back(last, stream);
    return;
  }
  build_.fail_stated("hardware", "output " + network_.stream(stream).name + ", which the graph has not",
                     "the network that weir import made of this build");
}

}  // namespace weir::finn

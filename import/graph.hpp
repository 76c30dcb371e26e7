// An ONNX graph as plain data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "network/tensor.hpp"

namespace weir::importer {

// An initialiser. Integers of up to 53 bits are exact.
struct Array {
  Shape shape;  // empty: one number
  std::vector<double> values;
};

// std::monostate: a kind that no operator reads (a tensor, a graph).
using Attribute = std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::int64_t>,
                               std::vector<double>, std::vector<std::string>>;

struct Node {
  std::string name;  // unique; a node without a name is named as by FINN: its operator, and the number of
                     // that operator's nodes before it
  std::string op;
  std::string domain;
  std::vector<std::string> inputs;  // names of tensors; "" where one is left out
  std::vector<std::string> outputs;
  std::map<std::string, Attribute> attributes;

  // The attribute, if the node has it and it is of that kind; else null.
  template <class Kind>
  [[nodiscard]] const Kind* find(const std::string& attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? nullptr : std::get_if<Kind>(&found->second);
  }

  // "node 'MVAU_hls_0' (MVAU_hls, domain finn.custom_op.fpgadataflow.hls)"
  [[nodiscard]] std::string title() const;
};

struct TensorInfo {
  std::optional<Shape> shape;       // none: not stated, or with extents that are no numbers
  std::optional<std::string> type;  // FINN's name of the element type
  std::optional<Array> initialiser;
};

struct Graph {
  std::filesystem::path file;
  std::vector<Node> nodes;  // in topological order
  std::map<std::string, TensorInfo> tensors;
  std::vector<std::string> inputs;  // without initialisers
  std::vector<std::string> outputs;
  std::map<std::string, std::string> metadata;

  // The initialiser of that name; null if the tensor is none.
  [[nodiscard]] const Array* constant(const std::string& tensor) const {
    const auto found = tensors.find(tensor);
    return found == tensors.end() || !found->second.initialiser ? nullptr : &*found->second.initialiser;
  }
};

// A node's name without what FINN puts before it in a partition's graph: "StreamingDataflowPartition_1_".
std::string own_name(const std::string& node);

// Reads a model and checks the graph: unique names, every tensor produced, initialisers of the stated size.
// Throws BadInput.
Graph read_onnx(const std::filesystem::path& file);

}  // namespace weir::importer

// The scenario under construction: entries as text, arrays, and the streams that carry the graph's tensors.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "import/graph.hpp"
#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir::importer {

// A stream, according to the entries so far.
struct Carried {
  std::string name;
  DataType element;
  Shape shape;                // of a frame, in Weir's order of extents
  std::int64_t elements = 1;  // a beat
  std::int64_t depth = 0;     // of its FIFO; 0: none stated
};

// The result for a node.
struct Mapped {
  std::size_t node = 0;
  std::string layer;   // "": none, such as of a FIFO
  std::string stream;  // that carries the node's output 0
  std::string note;
  std::optional<std::int64_t> estimate;  // cycles_estimate; none if FINN has no estimate
  std::string why;                       // why Weir's cycles may differ
};

// Keys and values of an entry, in the order in which they are written.
using Keys = std::vector<std::pair<std::string, std::string>>;

// {a: 1, b: 2}
std::string flow_map(const Keys& keys);
// [1, 2]
std::string flow_list(const std::vector<std::int64_t>& values);
// As a YAML scalar: plain where it can be.
std::string scalar(const std::string& text);

class Draft {
 public:
  explicit Draft(std::string name) : name_(std::move(name)) {}

  struct Entry {
    std::string text;
    std::size_t node;
  };

  // A unique identifier for a node.
  std::string identifier(const std::string& node);
  void add_input(const std::string& tensor, const DataType& element, Shape shape, std::int64_t elements);
  // Adds {kind: .., name: .., keys, from: ..}. `outputs` describes its streams; their names are filled in.
  void add_layer(std::size_t node, const std::string& kind, const std::string& name, const Keys& keys,
                 const std::vector<std::string>& from, const std::vector<std::string>& tensors,
                 std::vector<Carried> outputs);
  // Makes the stream of `tensor` carry tensor `to`, in another shape from here on.
  void reshape(std::size_t node, const std::string& tensor, Shape shape);
  // Makes one stream carry both tensors.
  void alias(const std::string& tensor, const std::string& to) {
    streams_.insert_or_assign(to, streams_.at(tensor));
  }
  // Adds `depth` beats of FIFO to the stream that carries the tensor.
  void deepen(std::size_t node, const std::string& tensor, std::int64_t depth);
  // {npz: .., array: ..}, and the array is kept.
  Keys array(const std::string& array_name, Tensor values);

  [[nodiscard]] const Carried* find(const std::string& tensor) const {
    const auto found = streams_.find(tensor);
    return found == streams_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] const std::vector<Carried>& inputs() const { return inputs_; }
  [[nodiscard]] const std::vector<std::pair<std::string, Tensor>>& arrays() const { return arrays_; }

  std::vector<Mapped> mapped;
  std::vector<std::string> notes;

 private:
  std::string name_;
  std::map<std::string, Carried> streams_;    // by tensor
  std::map<std::string, std::size_t> fifos_;  // entries of FIFOs, by stream
  std::set<std::string> taken_;
  std::vector<Entry> entries_;
  std::vector<Carried> inputs_;
  std::vector<std::pair<std::string, Tensor>> arrays_;
  std::string tail_;  // the stream that an entry without `from` reads
};

}  // namespace weir::importer

// A node on its way into the scenario: what the functions of `ops/` see.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "import/draft.hpp"
#include "import/graph.hpp"
#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir::importer {

class Step {
 public:
  Step(const Graph& graph, std::size_t index, Draft& draft)
      : graph_(graph), node_(graph.nodes[index]), index_(index), draft_(draft) {}

  [[nodiscard]] const Node& node() const { return node_; }
  // Whether the node has the attribute.
  [[nodiscard]] bool has(const std::string& attribute) const { return node_.attributes.count(attribute) > 0; }
  // Attributes. Without a fallback they must be there. All throw BadInput, which names the node.
  [[nodiscard]] std::int64_t integer(const std::string& name,
                                     std::optional<std::int64_t> fallback = {}) const;
  // From 1 on.
  [[nodiscard]] std::int64_t count(const std::string& name, std::optional<std::int64_t> fallback = {}) const;
  [[nodiscard]] std::vector<std::int64_t> integers(
      const std::string& name, std::optional<std::vector<std::int64_t>> fallback = {}) const;
  // [height, width], each from `least` on.
  [[nodiscard]] std::vector<std::int64_t> extent(
      const std::string& name, std::int64_t least = 1,
      std::optional<std::vector<std::int64_t>> fallback = {}) const;
  [[nodiscard]] std::string text(const std::string& name, std::optional<std::string> fallback = {}) const;
  [[nodiscard]] DataType type(const std::string& name) const;
  [[nodiscard]] DataType type_named(const std::string& finn, const std::string& of) const;
  [[noreturn]] void refuse(const std::string& found, const std::string& wanted) const;
  // Refuses a folding that does not divide.
  void divides(const std::string& name, std::int64_t folding, std::int64_t of) const;
  void demand(bool holds, const std::string& found, const std::string& wanted) const {
    if (!holds) refuse(found, wanted);
  }

  // The stream at an input; rejects an input without a stream.
  [[nodiscard]] const Carried& in(std::size_t place = 0) const;
  // The initialiser at that place; refuses where it is none.
  [[nodiscard]] const Array& initialiser(std::size_t place, const std::string& what) const;
  [[nodiscard]] const Array* find_initialiser(std::size_t place) const;
  // FINN's name of the element type that the initialiser at that place is annotated with.
  [[nodiscard]] std::optional<std::string> annotated(std::size_t place) const;
  // The graph's shape of output `place`, without the batch.
  [[nodiscard]] std::optional<Shape> stated_shape(std::size_t place = 0) const;
  // Elements a beat of output 0, as the FIFO or the converter that reads it says.
  [[nodiscard]] std::optional<std::int64_t> stated_beat() const;
  // Integers of the type; refuses others. `what` is for the message.
  [[nodiscard]] Tensor integers_of(const Array& array, const DataType& type, const std::string& what) const;

  // Adds the layer and compares its output shape with the graph's; later nodes see the graph's shape.
  // `fixed`: the next layer needs Weir's own shape.
  void layer(const std::string& kind, const Keys& keys, Carried output, bool fixed = false);
  // The same with any number of outputs, from the first `inputs` inputs.
  void layers_of(const std::string& kind, const Keys& keys, std::size_t inputs, std::vector<Carried> outputs,
                 bool fixed = false);
  // The output is the input's stream.
  void pass(const std::string& note);
  void fifo(std::int64_t depth);
  void reshape(Shape shape);
  // Name of this node's layer, and of arrays.
  const std::string& name();
  void note(const std::string& text) { note_ += (note_.empty() ? "" : "; ") + text; }
  // States why FINN's estimate may differ from Weir's cycles; below: the estimate, if it is not an attribute.
  void estimate_differs(const std::string& why) { why_ = why; }

  Draft& draft() { return draft_; }
  // At the end: what became of the node.
  void finish();

 private:
  void check_shape(const std::string& tensor, const Shape& stated, bool fixed);
  [[nodiscard]] const Attribute& attribute(const std::string& name) const;

  const Graph& graph_;
  const Node& node_;
  std::size_t index_;
  Draft& draft_;
  std::string name_;
  std::string layer_;
  std::string note_;
  std::string why_;
};

// A frame's shape without FINN's batch of 1; nothing if the batch is another.
std::optional<Shape> without_batch(const Shape& shape);
// A node of the host, in words. A factor or an addend is told, if it is one number.
std::string host_words(const Graph& graph, const Node& node);
// The type that FINN's name stands for; nothing if Weir has none such.
std::optional<DataType> data_type(const std::string& finn);

}  // namespace weir::importer

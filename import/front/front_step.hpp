// A node of the front end on its way into the plan: what the functions of `front/ops/` see.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "import/front/constant.hpp"
#include "import/front/front_end.hpp"
#include "import/front/plan.hpp"
#include "import/front/quantizer.hpp"
#include "import/front/value.hpp"
#include "import/graph.hpp"
#include "import/step.hpp"
#include "network/layers/channelwise.hpp"

namespace weir::importer {

// The state of the walk over the graph.
struct FrontState {
  const Graph& graph;
  const FrontOptions& options;
  Draft& draft;
  bool channels_first = true;  // inputs stream their dimension 1 innermost
  Plan plan;
  std::map<std::string, Constant> constants;
  std::map<std::string, Value> values;
  std::map<std::string, int> readers;  // of tensors: nodes, and the graph's outputs
  std::set<std::size_t> host;          // nodes that stay there
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::map<std::size_t, std::string> layers;  // of nodes
};

class FrontStep {
 public:
  FrontStep(FrontState& state, std::size_t index);

  [[nodiscard]] const Node& node() const { return node_; }
  [[nodiscard]] std::size_t index() const { return index_; }
  [[nodiscard]] bool channels_last() const { return node_.domain.ends_with("channels_last"); }
  [[noreturn]] void refuse(const std::string& found, const std::string& wanted) const {
    attributes_.refuse(found, wanted);
  }
  void demand(bool holds, const std::string& found, const std::string& wanted) const {
    if (!holds) refuse(found, wanted);
  }
  [[nodiscard]] bool has(const std::string& attribute) const { return attributes_.has(attribute); }
  [[nodiscard]] std::int64_t integer(const std::string& name, std::int64_t fallback) const {
    return attributes_.integer(name, fallback);
  }
  [[nodiscard]] std::string text(const std::string& name, const std::string& fallback) const {
    return attributes_.text(name, fallback);
  }
  [[nodiscard]] float number(const std::string& name, float fallback) const;
  // Negative ones, too.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(const std::string& name) const;
  // The integers of the attribute or, in later operator versions, of the constant input at that place.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(const std::string& name,
                                                                  std::size_t place) const;

  [[nodiscard]] bool has_input(std::size_t place) const {
    return place < node_.inputs.size() && !node_.inputs[place].empty();
  }
  // The constant at that place; null if it is none, or nothing is there.
  [[nodiscard]] const Constant* find_constant(std::size_t place) const;
  [[nodiscard]] const Constant& constant(std::size_t place, const std::string& what) const;
  // The value at that input; rejects values computed on the host behind hardware.
  [[nodiscard]] Value data(std::size_t place = 0) const;
  // The dimension of an axis; negative axes count from the end.
  [[nodiscard]] std::size_t dim(std::int64_t axis, std::size_t rank) const;

  // The value's layout; for floats on the host, the layout their stream will have.
  [[nodiscard]] Layout stream_layout(const Value& value) const;
  // The constant, element by element of the value's stream.
  [[nodiscard]] Periodic<float> spread(const Constant& constant, const Layout& layout,
                                       const std::string& what) const;

  void give(Value value, std::size_t output = 0);
  void give(Constant constant) {
    state_.constants.insert_or_assign(node_.outputs.at(0), std::move(constant));
  }

  // Appends a float32 step. Keeps the value's integers if the step preserves them.
  void append(Value& value, Operation operation);
  // Adds a layer that moves elements. It is deferred until the next quantizer; before that, it can be swapped
  // with pending operations.
  void add_move(Value& value, Move move, Layout layout);
  // The value as integers of its stream, without pending operations; rejects values without integers. `what`
  // for: "a convolution".
  Integers integers_of(Value& value, const std::string& what);
  // Adds the deferred moves to the value's stream.
  void flush(Value& value);
  // The quantizer's output. Its thresholds absorb all pending operations.
  Value quantize(Value value, const Quantizer& quantizer);
  // Adds a layer that reads the value's stream in that shape, and replaces `value` by its output.
  void layer(Value& value, PlannedLayer layer, const Shape& in, PlannedStream out);
  // The name of the node's layer; with `suffix`, of further layers.
  std::string layer_name(const std::string& suffix = "");
  // Leaves the node on the host: its inputs become network outputs.
  void leave();
  // Makes the value's stream a network output.
  void expose(Value& value);
  void warn(const std::string& words) { state_.warnings.push_back(node_.name + ": " + words); }
  void note(const std::string& words) { state_.notes.push_back(node_.name + ": " + words); }
  // Multiplies each element of the stream, or adds to it; `parameters` repeat along the stream. The caller
  // must adjust the value.
  void channelwise(Value& value, Channelwise::Op op, const std::vector<std::int64_t>& parameters,
                   const std::string& suffix);
  // Makes the value ascend with the stream's integers: negates the elements in which it descends.
  void make_ascend(Value& value);
  // Widens the stream so that its type also holds the integer k; the value must have nothing pending. Returns
  // k's new value.
  std::int64_t widen_to_hold(Value& value, std::int64_t k);

  FrontState& state() { return state_; }
  Plan& plan() { return state_.plan; }
  [[nodiscard]] const PlannedStream& stream_of(const Value& value) const {
    return state_.plan.streams[value.stream];
  }

 private:
  Value from_host(const Value& value, const Quantizer& quantizer);
  // The stream's shape, with a last extent that is a multiple of `period`.
  [[nodiscard]] Shape by_channel(const Value& value, std::size_t period) const;

  FrontState& state_;
  std::size_t index_;
  const Node& node_;
  Step attributes_;
};

using FrontConvert = void (*)(FrontStep&);
// The function of the node's operator; null if there is none.
FrontConvert find_front_operator(const Node& node);
// Whether the operator must be in hardware: products and quantizers, which should not silently stay on the
// host.
bool is_compute(const Node& node);
// The cure for a node that cannot be imported; "" if none is known.
std::string front_cure(const Node& node);
std::string front_operators();

// The indices of the k largest elements, if the integers have the values' order; else none, with the reason
// in `why`.
std::optional<Value> select_labels(FrontStep& step, Value value, std::int64_t k, const std::string& suffix,
                                   std::string& why);

// Evaluates a node with constant inputs. False if the operator is unknown.
bool fold_constant(FrontStep& step);

// The output shape of Flatten, Reshape, Squeeze, Unsqueeze; the order of dimensions of Transpose.
Shape shape_behind(const FrontStep& step, const Shape& from);
std::vector<std::size_t> transposed_dims(const FrontStep& step, std::size_t rank);

// ops/<name>.cpp
void front_quant(FrontStep& step);
void front_bipolar_quant(FrontStep& step);
void front_multi_threshold(FrontStep& step);
void front_trunc(FrontStep& step);
void front_conv(FrontStep& step);
void front_mat_mul(FrontStep& step);
void front_gemm(FrontStep& step);
void front_arithmetic(FrontStep& step);
void front_batch_normalization(FrontStep& step);
void front_activation(FrontStep& step);
void front_identity(FrontStep& step);
void front_max_pool(FrontStep& step);
void front_average_pool(FrontStep& step);
void front_global_pool(FrontStep& step);
void front_reduce(FrontStep& step);
void front_reshape(FrontStep& step);
void front_transpose(FrontStep& step);
void front_depth_to_space(FrontStep& step);
void front_resize(FrontStep& step);
void front_pad(FrontStep& step);
void front_concat(FrontStep& step);
void front_split(FrontStep& step);
void front_top_k(FrontStep& step);

}  // namespace weir::importer

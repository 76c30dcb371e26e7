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

// What the walk over the graph knows so far.
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
  // Of the attribute or, as later versions of the operators have it, of the constant at that place.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(const std::string& name,
                                                                  std::size_t place) const;

  [[nodiscard]] bool has_input(std::size_t place) const {
    return place < node_.inputs.size() && !node_.inputs[place].empty();
  }
  // The constant at that place; null if it is none, or nothing is there.
  [[nodiscard]] const Constant* find_constant(std::size_t place) const;
  [[nodiscard]] const Constant& constant(std::size_t place, const std::string& what) const;
  // What is computed of the graph's input; refuses what stays on the host behind hardware.
  [[nodiscard]] Value data(std::size_t place = 0) const;
  // The dimension that an axis means, negative from behind.
  [[nodiscard]] std::size_t dim(std::int64_t axis, std::size_t rank) const;

  // The value's, or of floats on the host that which their stream will have.
  [[nodiscard]] Layout stream_layout(const Value& value) const;
  // The constant, element by element of the value's stream.
  [[nodiscard]] Periodic<float> spread(const Constant& constant, const Layout& layout,
                                       const std::string& what) const;

  void give(Value value, std::size_t output = 0);
  void give(Constant constant) {
    state_.constants.insert_or_assign(node_.outputs.at(0), std::move(constant));
  }

  // Appends a step in float32, and keeps the value's integers where they survive it.
  void append(Value& value, Operation operation);
  // A layer that moves elements: put off until a quantizer, before which it can be exchanged with what is
  // pending.
  void add_move(Value& value, Move move, Layout layout);
  // The value as integers of its stream, with nothing pending; refuses where it has none. `what` for: "a
  // convolution".
  Integers integers_of(Value& value, const std::string& what);
  // The value's stream gets rid of the moves that wait.
  void flush(Value& value);
  // The value of the quantizer, whose thresholds take all that is pending into account.
  Value quantize(Value value, const Quantizer& quantizer);
  // A layer that reads the value's stream, in that shape; its output in `value`'s place.
  void layer(Value& value, PlannedLayer layer, const Shape& in, PlannedStream out);
  // Of the node, and of further ones of it.
  std::string layer_name(const std::string& suffix = "");
  // Stays on the host: its inputs leave the network.
  void leave();
  // Has the stream leave.
  void expose(Value& value);
  void warn(const std::string& words) { state_.warnings.push_back(node_.name + ": " + words); }
  void note(const std::string& words) { state_.notes.push_back(node_.name + ": " + words); }
  // Multiplies each element of the stream, or adds to it; `parameters` repeat along the stream. The value is
  // the caller's to mend.
  void channelwise(Value& value, Channelwise::Op op, const std::vector<std::int64_t>& parameters,
                   const std::string& suffix);
  // Has the value ascend with the stream's integers: elements in which it descends are sent with the other
  // sign.
  void make_ascend(Value& value);
  // A stream whose type holds the integer k, too, which the value had before that with nothing pending: what
  // k is then.
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
// Whether the operator must be in hardware: products and quantizers, which no one leaves to the host
// unawares.
bool is_compute(const Node& node);
// What cures a node that cannot be imported; "" if nothing is known of it.
std::string front_cure(const Node& node);
std::string front_operators();

// The indices of the k largest elements, if the integers have the same order as the values; else nothing, and
// `why` not.
std::optional<Value> select_labels(FrontStep& step, Value value, std::int64_t k, const std::string& suffix,
                                   std::string& why);

// What the graph computes of constants. False if it is of no known operator.
bool fold_constant(FrontStep& step);

// The shape behind Flatten, Reshape, Squeeze, Unsqueeze; the order of dimensions of Transpose.
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

#include "import/front/front_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "import/front/fold_layers.hpp"
#include "import/front/front_step.hpp"
#include "import/operators.hpp"
#include "network/error.hpp"

namespace weir::importer {

namespace {

// From the inputs to the outputs, node by node.
class FrontWalk {
 public:
  FrontWalk(const Graph& graph, const FrontOptions& options, Draft& draft, bool channels_first)
      : graph_(graph), options_(options), draft_(draft), state_{graph, options, draft, channels_first,
                                                                {},    {},      {},    {},
                                                                {},    {},      {},    {}} {}

  FrontEnd operator()() {
    find_needed();
    for (const auto& [tensor, info] : graph_.tensors) {
      if (info.initialiser) state_.constants.emplace(tensor, constant_of(*info.initialiser));
    }
    for (const std::string& input : graph_.inputs) add_input(input);
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      reached_ = n;
      if (needed_[n]) convert(n);
    }
    reached_ = graph_.nodes.size();
    end();
    return finish();
  }
  // The last node reached.
  [[nodiscard]] std::size_t reached() const { return reached_; }

 private:
  [[noreturn]] void refuse(const std::string& key, const std::string& found,
                           const std::string& wanted) const {
    throw BadInput(graph_.file.string(), 0, key, found, wanted);
  }

  // Nodes that an output depends on, and how many read each tensor.
  void find_needed() {
    std::set<std::string> wanted(graph_.outputs.begin(), graph_.outputs.end());
    for (const std::string& output : graph_.outputs) ++state_.readers[output];
    needed_.resize(graph_.nodes.size());
    for (std::size_t n = graph_.nodes.size(); n > 0; --n) {
      const Node& node = graph_.nodes[n - 1];
      needed_[n - 1] = std::ranges::any_of(
          node.outputs, [&](const std::string& output) { return wanted.contains(output); });
      if (!needed_[n - 1]) continue;
      for (const std::string& input : node.inputs) {
        wanted.insert(input);
        if (node.op != "Shape") ++state_.readers[input];
      }
    }
  }

  void add_input(const std::string& tensor) {
    if (state_.readers.find(tensor) == state_.readers.end()) return;
    const TensorInfo& info = graph_.tensors.at(tensor);
    if (!info.shape)
      refuse("input '" + tensor + "'", "no shape of numbers",
             "one, but for the batch: export with a fixed input shape");
    Shape shape = *info.shape;
    if (shape.size() > 1 && shape.front() != 1)
      refuse("input '" + tensor + "'", "a batch of " + std::to_string(shape.front()),
             "a batch of 1: [1, ..]; export with an input of one frame");
    Value value;
    value.layout = Layout(shape);
    std::optional<DataType> type = options_.input_type;
    if (!type && info.type) type = data_type(*info.type);
    if (!type) {
      value.place = Value::Place::kHost;
    } else {
      if (state_.channels_first && value.layout.dims.size() >= 3) value.layout.send_last(1);
      PlannedStream stream;
      stream.type = *type;
      stream.shape = value.layout.stream();
      if (stream.shape.empty()) stream.shape = {1};
      stream.low = Periodic<std::int64_t>(type->min());
      stream.high = Periodic<std::int64_t>(type->max());
      stream.tensor = tensor;
      value.stream = state_.plan.add_stream(std::move(stream));
      if (options_.input_type)
        value.origin.scale = Periodic<double>(static_cast<double>(options_.input_scale));
      value.exact = value.origin;
      state_.notes.push_back(fmt::format(
          "input '{}' is {}{}, {}", tensor, type->name(),
          value.origin.scale.at(0) == 1 ? "" : fmt::format(" times {:.9g}", value.origin.scale.at(0)),
          options_.input_type ? "as --input-type says" : "as its finn_datatype says"));
    }
    state_.values.insert_or_assign(tensor, std::move(value));
  }

  void convert(std::size_t n) {
    const Node& node = graph_.nodes[n];
    FrontStep step(state_, n);
    bool data = false, behind = false, front = false;
    for (const std::string& input : node.inputs) {
      const auto found = state_.values.find(input);
      data = data || found != state_.values.end();
      behind = behind || (found != state_.values.end() && found->second.place == Value::Place::kBehind);
      front = front || (found != state_.values.end() && found->second.place == Value::Place::kHost);
    }
    if (node.outputs.empty()) return;
    const FrontConvert function = find_front_operator(node);
    try {
      if (!data || node.op == "Shape") {
        step.demand(fold_constant(step), "an operator on constants that is not evaluated",
                    "one of " + front_operators() + "; or constants that are folded before the export");
      } else if (behind && !is_compute(node)) {
        step.leave();
      } else if (function != nullptr) {
        function(step);
      } else if (is_compute(node)) {
        const std::string cure = front_cure(node);
        step.refuse("an operator that is not modelled", cure.empty() ? "one of " + front_operators() : cure);
      } else if (front) {
        pass_on_host(step);
      } else {
        step.leave();
      }
    } catch (const BadInput& error) {
      if (!error.file().empty()) throw;
      step.refuse(error.found(), (error.key().empty() ? "" : error.key() + ": ") + error.wanted());
    }
  }

  // Before the first quantizer, any operation on floats is allowed.
  void pass_on_host(FrontStep& step) {
    state_.host.insert(step.index());
    for (std::size_t o = 0; o < step.node().outputs.size(); ++o) {
      const auto info = graph_.tensors.find(step.node().outputs[o]);
      step.demand(info != graph_.tensors.end() && info->second.shape.has_value(),
                  "an output of unknown shape",
                  "its shape in the graph (onnx.shape_inference), or another operator");
      Value value;
      value.place = Value::Place::kHost;
      value.layout = Layout(*info->second.shape);
      step.give(std::move(value), o);
    }
  }

  void end() {
    std::size_t data = 0;
    for (const std::string& output : graph_.outputs) {
      const auto found = state_.values.find(output);
      if (found == state_.values.end()) {
        state_.notes.push_back("output '" + output + "' is constant, and left out");
        continue;
      }
      ++data;
      const auto maker = std::ranges::find_if(graph_.nodes, [&](const Node& node) {
        return std::ranges::find(node.outputs, output) != node.outputs.end();
      });
      if (maker == graph_.nodes.end())
        refuse("output '" + output + "'", "the network's input", "layers between");
      FrontStep step(state_, static_cast<std::size_t>(maker - graph_.nodes.begin()));
      if (options_.top_k > 0) {
        add_labels(output);
        continue;
      }
      Value value = found->second;
      step.expose(value);
      found->second = value;
    }
    if (data == 0 || state_.plan.layers.empty())
      refuse("",
             "no layer in the graph: " +
                 std::string(data == 0 ? "its outputs are constant" : "nothing is computed in hardware"),
             "a quantized network, such as export_qonnx of Brevitas writes");
  }

  // Replaces an output by labels. Operations that keep the outputs' order are dropped.
  void add_labels(std::string tensor) {
    for (;;) {
      const auto maker = std::ranges::find_if(graph_.nodes, [&](const Node& node) {
        return std::ranges::find(node.outputs, tensor) != node.outputs.end();
      });
      if (maker == graph_.nodes.end())
        refuse("--top-k", "output '" + tensor + "' that no layer gives", "a network's output");
      FrontStep step(state_, static_cast<std::size_t>(maker - graph_.nodes.begin()));
      Value value = state_.values.at(tensor);
      if (value.place == Value::Place::kStream) {
        std::erase(state_.plan.outputs, value.stream);
        std::string why;
        auto labels = select_labels(step, value, options_.top_k, "_labels", why);
        if (!labels)
          refuse("--top-k", why,
                 "outputs whose order the integers have: without --top-k they leave as they are");
        step.expose(*labels);
        return;
      }
      if (maker->op != "Softmax" && maker->op != "LogSoftmax" && maker->op != "Identity")
        refuse("--top-k", "'" + maker->name + "' (" + maker->op + ") behind the last layer",
               "an operator that keeps the outputs' order");
      tensor = maker->inputs.at(0);
    }
  }

  FrontEnd finish() {
    FrontEnd result;
    fold_layers(graph_, options_, state_.plan, state_.notes);
    result.folding = folding_json(state_.plan);
    const std::vector<std::string> names = write_plan(state_.plan, draft_);
    for (const std::size_t n : state_.host) result.host.push_back(host_words(graph_, graph_.nodes[n]));
    result.notes = state_.notes;
    result.warnings = state_.warnings;
    for (std::size_t n = 0; n < graph_.nodes.size(); ++n) {
      if (!needed_[n] || graph_.nodes[n].outputs.empty()) continue;
      const auto found = state_.values.find(graph_.nodes[n].outputs[0]);
      const bool carried = found != state_.values.end() && found->second.place == Value::Place::kStream &&
                           is_bare(found->second);
      Mapped mapped;
      mapped.node = n;
      if (const auto layer = state_.layers.find(n); layer != state_.layers.end())
        mapped.layer = layer->second;
      if (carried) {
        mapped.stream = names[found->second.stream];
        result.values.push_back(
            {n, graph_.nodes[n].outputs[0], mapped.stream, found->second.origin, found->second.layout});
      }
      if (state_.host.contains(n)) mapped.note = "on the host";
      draft_.mapped.push_back(std::move(mapped));
    }
    return result;
  }

  // The stream carries the value's integers as they are.
  [[nodiscard]] bool is_bare(const Value& value) const {
    if (!value.operations.empty() || !value.moves.empty()) return false;
    const PlannedStream& stream = state_.plan.streams[value.stream];
    return stream.made == value.made;
  }

  const Graph& graph_;
  const FrontOptions& options_;
  Draft& draft_;
  FrontState state_;
  std::vector<bool> needed_;
  std::size_t reached_ = 0;
};

bool has_windows(const Node& node) {
  static const std::set<std::string> kOps = {"Conv",        "ConvTranspose",     "MaxPool",
                                             "AveragePool", "GlobalAveragePool", "GlobalMaxPool"};
  return kOps.contains(node.op) && !node.domain.ends_with("channels_last");
}

// The error for a graph that is rejected with either input order. The order that came farther is the likely
// one; if the other fails elsewhere, the error states both.
BadInput refused_both_ways(const BadInput& farther, const BadInput& other, bool channels_first) {
  const bool same =
      farther.key() == other.key() && farther.found() == other.found() && farther.wanted() == other.wanted();
  if (same || farther.file().empty()) return farther;
  const auto order = [](bool channels) {
    return std::string(channels ? "dimension 1 (channels first)" : "last dimension (channels last)");
  };
  return BadInput(farther.file(), farther.line(), farther.key(), farther.found(),
                  farther.wanted() + "; this with the input's " + order(channels_first) +
                      " innermost in its stream. With its " + order(!channels_first) + " innermost, " +
                      (other.key().empty() ? "" : other.key() + ": ") + "found " + other.found() +
                      ", wanted " + other.wanted());
}

}  // namespace

bool is_front_end(const Graph& graph) {
  return std::ranges::none_of(graph.nodes, is_hardware) && std::ranges::any_of(graph.nodes, is_compute);
}

std::string front_generation(const Graph& graph) {
  for (const Node& node : graph.nodes) {
    if (node.op.find("Quant") != std::string::npos || node.op == "MultiThreshold")
      return "QONNX (" + (node.domain.empty() ? "no domain" : node.domain) + ")";
  }
  return "ONNX without quantizers";
}

FrontEnd import_front_end(const Graph& graph, const FrontOptions& options, Draft& draft) {
  // The channels of an input [1, C, ..] stream innermost if windows slide over it. If that fails, try row by
  // row; otherwise the other way round.
  const bool channels_first = std::ranges::any_of(graph.nodes, has_windows);
  const Draft fresh = draft;
  FrontWalk likely(graph, options, draft, channels_first);
  try {
    return likely();
  } catch (const BadInput& first) {
    draft = fresh;
    FrontWalk other(graph, options, draft, !channels_first);
    try {
      return other();
    } catch (const BadInput& second) {
      if (other.reached() > likely.reached()) throw refused_both_ways(second, first, !channels_first);
      throw refused_both_ways(first, second, channels_first);
    }
  }
}

}  // namespace weir::importer

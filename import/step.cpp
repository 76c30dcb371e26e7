#include "import/step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <utility>

#include "network/error.hpp"

namespace weir::importer {

namespace {

constexpr std::int64_t kMostOfAnAttribute = kMaxElements;

}  // namespace

std::optional<Shape> without_batch(const Shape& shape) {
  if (shape.size() < 2) return shape;
  if (shape.front() != 1) return std::nullopt;
  return Shape(shape.begin() + 1, shape.end());
}

std::optional<DataType> data_type(const std::string& finn) {
  std::string name;
  for (const char c : finn) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return DataType::parse(name);
}

std::string host_words(const Graph& graph, const Node& node) {
  std::string words = node.name + " (" + node.op;
  for (const std::string& input : node.inputs) {
    const Array* const array = graph.constant(input);
    if (array == nullptr) continue;
    words +=
        array->values.size() == 1 ? fmt::format(" {:g}", array->values[0]) : " of " + to_string(array->shape);
  }
  return words + ")";
}

void Step::refuse(const std::string& found, const std::string& wanted) const {
  throw BadInput(graph_.file.string(), 0, node_.title(), found, wanted);
}

void Step::divides(const std::string& name, std::int64_t folding, std::int64_t of) const {
  if (of % folding != 0) refuse(fmt::format("{} = {}", name, folding), fmt::format("a divisor of {}", of));
}

const Attribute& Step::attribute(const std::string& name) const {
  const auto found = node_.attributes.find(name);
  if (found == node_.attributes.end()) refuse("no attribute " + name, "it, as FINN writes it");
  return found->second;
}

std::int64_t Step::integer(const std::string& name, std::optional<std::int64_t> fallback) const {
  if (fallback && !has(name)) return *fallback;
  const auto* value = std::get_if<std::int64_t>(&attribute(name));
  if (value == nullptr) refuse("attribute " + name + " of another kind", "an integer");
  if (*value > kMostOfAnAttribute || *value < -kMostOfAnAttribute)
    refuse(fmt::format("{} = {}", name, *value), "at most 2^30");
  return *value;
}

std::int64_t Step::count(const std::string& name, std::optional<std::int64_t> fallback) const {
  const std::int64_t value = integer(name, fallback);
  if (value < 1) refuse(fmt::format("{} = {}", name, value), "1 and more");
  return value;
}

std::vector<std::int64_t> Step::integers(const std::string& name,
                                         std::optional<std::vector<std::int64_t>> fallback) const {
  if (fallback && !has(name)) return *fallback;
  const auto* values = std::get_if<std::vector<std::int64_t>>(&attribute(name));
  if (values == nullptr) refuse("attribute " + name + " of another kind", "integers");
  for (const std::int64_t value : *values) {
    if (value < 0 || value > kMostOfAnAttribute)
      refuse(fmt::format("{} = {}", name, flow_list(*values)), "numbers of 0 to 2^30");
  }
  return *values;
}

std::vector<std::int64_t> Step::extent(const std::string& name, std::int64_t least,
                                       std::optional<std::vector<std::int64_t>> fallback) const {
  // 2019 to 2021: one number for both directions.
  if (has(name) && std::holds_alternative<std::int64_t>(attribute(name))) {
    const std::int64_t both = integer(name);
    if (both < least) refuse(fmt::format("{} = {}", name, both), fmt::format("{} and more", least));
    return {both, both};
  }
  std::vector<std::int64_t> values = integers(name, std::move(fallback));
  if (values.size() != 2 || std::ranges::min(values) < least)
    refuse(fmt::format("{} = {}", name, flow_list(values)),
           fmt::format("[height, width], each from {} on", least));
  return values;
}

std::string Step::text(const std::string& name, std::optional<std::string> fallback) const {
  if (fallback && !has(name)) return *fallback;
  const auto* value = std::get_if<std::string>(&attribute(name));
  if (value == nullptr) refuse("attribute " + name + " of another kind", "a text");
  return *value;
}

DataType Step::type_named(const std::string& finn, const std::string& of) const {
  if (const auto type = data_type(finn)) return *type;
  const bool is_float = finn.starts_with("FLOAT") || finn.starts_with("FIXED") || finn.starts_with("SCALED");
  refuse(fmt::format("{} = {}", of, finn),
         is_float ? "an integer type: Weir's streams carry no floats and fixed points (quantise before this "
                    "node, or leave it on the host)"
                  : "BINARY, BIPOLAR, TERNARY, UINT1 to UINT56 or INT2 to INT56");
}

DataType Step::type(const std::string& name) const { return type_named(text(name), name); }

const Carried& Step::in(std::size_t place) const {
  if (place >= node_.inputs.size()) refuse(fmt::format("no input {}", place), "a stream there");
  const Carried* stream = draft_.find(node_.inputs[place]);
  if (stream == nullptr)
    refuse(fmt::format("input {} ('{}') that is no stream", place, node_.inputs[place]),
           "the output of a hardware node, or an input of the graph");
  return *stream;
}

const Array* Step::find_initialiser(std::size_t place) const {
  return place < node_.inputs.size() ? graph_.constant(node_.inputs[place]) : nullptr;
}

const Array& Step::initialiser(std::size_t place, const std::string& what) const {
  if (const Array* array = find_initialiser(place)) return *array;
  refuse(place < node_.inputs.size()
             ? fmt::format("{} ('{}') that come as a stream", what, node_.inputs[place])
             : "no " + what,
         what + " as an initialiser of the graph: a product of two streams is not modelled");
}

std::optional<std::string> Step::annotated(std::size_t place) const {
  if (place >= node_.inputs.size()) return std::nullopt;
  const auto tensor = graph_.tensors.find(node_.inputs[place]);
  return tensor == graph_.tensors.end() ? std::nullopt : tensor->second.type;
}

std::optional<Shape> Step::stated_shape(std::size_t place) const {
  if (place >= node_.outputs.size()) return std::nullopt;
  const auto tensor = graph_.tensors.find(node_.outputs[place]);
  if (tensor == graph_.tensors.end() || !tensor->second.shape) return std::nullopt;
  if (const auto frame = without_batch(*tensor->second.shape)) return frame;
  refuse("a batch of " + std::to_string(tensor->second.shape->front()),
         "a batch of 1 (FINN's own: shape [1, ..])");
}

std::optional<std::int64_t> Step::stated_beat() const {
  if (node_.outputs.empty()) return std::nullopt;
  for (const Node& reader : graph_.nodes) {
    if (reader.inputs.empty() || reader.inputs[0] != node_.outputs[0]) continue;
    if (const auto* folded = reader.find<std::vector<std::int64_t>>("folded_shape");
        folded != nullptr && !folded->empty() && folded->back() > 0) {
      return folded->back();
    }
    if (const auto* width = reader.find<std::int64_t>("inWidth"); width != nullptr && *width > 0) {
      const auto* finn = reader.find<std::string>("dataType");
      const auto element = finn == nullptr ? std::nullopt : data_type(*finn);
      if (element && *width % element->bits == 0) return *width / element->bits;
    }
  }
  return std::nullopt;
}

Tensor Step::integers_of(const Array& array, const DataType& type, const std::string& what) const {
  Tensor tensor;
  tensor.shape = array.shape;
  tensor.values.reserve(array.values.size());
  for (const double value : array.values) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (!(std::abs(value) <= kExact) || value != std::floor(value))
      refuse(fmt::format("{} of {}", what, value), "whole numbers of " + type.name());
    const auto whole = static_cast<std::int64_t>(value);
    if (!type.holds(whole)) refuse(fmt::format("{} of {}", what, whole), "values of " + type.name());
    tensor.values.push_back(whole);
  }
  return tensor;
}

const std::string& Step::name() {
  if (name_.empty()) name_ = draft_.identifier(node_.name);
  return name_;
}

void Step::check_shape(const std::string& tensor, const Shape& stated, bool fixed) {
  const Carried& stream = *draft_.find(tensor);
  if (!fits(stated) || elements_of(stated) != elements_of(stream.shape)) {
    refuse("an output that the graph states as " + to_string(stated),
           fmt::format("{} elements, as {} that follow from the node's attributes", elements_of(stream.shape),
                       to_string(stream.shape)));
  }
  if (!fixed && stated != stream.shape) draft_.reshape(index_, tensor, stated);
}

void Step::layer(const std::string& kind, const Keys& keys, Carried output, bool fixed) {
  layers_of(kind, keys, 1, {std::move(output)}, fixed);
}

void Step::layers_of(const std::string& kind, const Keys& keys, std::size_t inputs,
                     std::vector<Carried> outputs, bool fixed) {
  std::vector<std::string> from;
  for (std::size_t i = 0; i < inputs; ++i) from.push_back(in(i).name);
  if (node_.outputs.size() < outputs.size())
    refuse(fmt::format("{} outputs", node_.outputs.size()),
           fmt::format("{}, as its attributes say", outputs.size()));
  for (const Carried& output : outputs)
    demand(fits(output.shape), "an output of shape " + to_string(output.shape), "at most 2^30 elements");
  const std::size_t count = outputs.size();
  layer_ = name();
  draft_.add_layer(index_, kind, layer_, keys, from, node_.outputs, std::move(outputs));
  for (std::size_t o = 0; o < count; ++o) {
    if (const auto stated = stated_shape(o)) check_shape(node_.outputs[o], *stated, fixed);
  }
}

void Step::pass(const std::string& why) {
  (void)in();
  demand(node_.outputs.size() == 1, fmt::format("{} outputs", node_.outputs.size()), "one");
  draft_.alias(node_.inputs[0], node_.outputs[0]);
  note(why);
}

void Step::fifo(std::int64_t depth) {
  (void)in();
  demand(node_.outputs.size() == 1, fmt::format("{} outputs", node_.outputs.size()), "one");
  draft_.deepen(index_, node_.inputs[0], depth);
  draft_.alias(node_.inputs[0], node_.outputs[0]);
}

void Step::reshape(Shape shape) {
  demand(fits(shape) && elements_of(shape) == elements_of(in().shape),
         "a reshape of " + to_string(in().shape) + " to " + to_string(shape), "as many elements");
  draft_.reshape(index_, node_.inputs[0], std::move(shape));
  draft_.alias(node_.inputs[0], node_.outputs.at(0));
}

void Step::finish() {
  Mapped mapped{index_, layer_, "", note_, std::nullopt, why_};
  if (!node_.outputs.empty()) {
    if (const Carried* stream = draft_.find(node_.outputs[0])) mapped.stream = stream->name;
  }
  const auto* estimate = node_.find<std::int64_t>("cycles_estimate");
  if (estimate != nullptr && *estimate > 0) mapped.estimate = *estimate;
  draft_.mapped.push_back(std::move(mapped));
}

}  // namespace weir::importer

// Add, Sub, Mul, Div; BatchNormalization; Relu and the like; Identity.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

using Kind = Operation::Kind;

// Of two streams: integers that have one scale.
void combine_streams(FrontStep& step) {
  const std::string op = step.node().op;
  const std::string what = op == "Mul" ? "a product of two streams" : "a sum of two streams";
  Value a = step.data(0);
  Value b = step.data(1);
  step.demand(op != "Div", "a quotient of two streams", "Add, Sub or Mul");
  const Integers x = step.integers_of(a, what);
  const Integers y = step.integers_of(b, what);
  a.layout.merge();
  b.layout.merge();
  step.demand(a.layout.shape() == b.layout.shape(),
              "streams of shapes " + to_string(a.layout.shape()) + " and " + to_string(b.layout.shape()),
              "one shape");
  step.demand(a.layout.innermost(a.layout.dims.size() - 1) == b.layout.innermost(b.layout.dims.size() - 1) &&
                  a.layout.stream() == b.layout.stream() && a.layout.dims == b.layout.dims,
              "streams that send their elements in different orders",
              "no Transpose or Reshape before one of them");
  const double sign = op == "Sub" ? -1 : 1;
  Integers sum;
  if (op == "Mul") {
    const Periodic<std::int64_t> none(0);
    step.demand(x.offset == none && y.offset == none, "a product of streams with zero points",
                "zero points of 0");
    sum.scale = combine(x.scale, y.scale, [](double s, double t) { return s * t; });
  } else {
    const auto same = combine(x.scale, y.scale, [](double s, double t) { return s == t; });
    step.demand(std::ranges::all_of(same.values, [](bool each) { return each; }),
                fmt::format("a sum of streams of scales {:.9g} and {:.9g}", x.scale.at(0), y.scale.at(0)),
                "one scale: both inputs quantized by the same quantizer (in Brevitas one qnn.QuantIdentity "
                "that both go through)");
    sum.scale = x.scale;
    sum.offset = combine(x.offset, y.offset, [&](std::int64_t o, std::int64_t p) {
      return o + static_cast<std::int64_t>(sign) * p;
    });
  }
  const PlannedStream& s = step.stream_of(a);
  const PlannedStream& t = step.stream_of(b);
  const auto extremes = [&](std::int64_t al, std::int64_t ah, std::int64_t bl, std::int64_t bh) {
    if (op == "Mul") return std::minmax({al * bl, al * bh, ah * bl, ah * bh});
    return op == "Sub" ? std::pair(al - bh, ah - bl) : std::pair(al + bl, ah + bh);
  };
  const auto type = extremes(s.type.min(), s.type.max(), t.type.min(), t.type.max());
  const auto range = extremes(std::ranges::min(s.low.values), std::ranges::max(s.high.values),
                              std::ranges::min(t.low.values), std::ranges::max(t.high.values));
  PlannedLayer layer;
  layer.kind = "eltwise";
  layer.name = step.layer_name();
  layer.node = step.index();
  layer.keys = {{"op", op == "Mul" ? "multiply" : op == "Sub" ? "subtract" : "add"}};
  layer.channels = s.shape.back();
  layer.inputs = {{a.stream, s.shape}, {b.stream, s.shape}};
  PlannedStream out;
  out.type = DataType::smallest(type.first, type.second);
  out.shape = s.shape;
  out.low = Periodic<std::int64_t>(range.first);
  out.high = Periodic<std::int64_t>(range.second);
  a.stream = step.plan().add_layer(std::move(layer), std::move(out));
  a.made = 0;
  a.shared = false;
  a.origin = sum;
  a.exact = sum;
  step.give(std::move(a));
}

// Of two tensors that no quantizer has seen: on the host.
bool add_on_host(FrontStep& step) {
  bool host = false;
  for (std::size_t place = 0; place < step.node().inputs.size(); ++place) {
    if (step.find_constant(place) == nullptr && step.has_input(place))
      host = host || step.data(place).place == Value::Place::kHost;
  }
  return host;
}

}  // namespace

void front_arithmetic(FrontStep& step) {
  step.demand(step.node().inputs.size() == 2, fmt::format("{} inputs", step.node().inputs.size()), "two");
  const bool first = step.find_constant(0) != nullptr;
  const bool second = step.find_constant(1) != nullptr;
  if (!first && !second) {
    if (!add_on_host(step)) return combine_streams(step);
    Value a = step.data(0);
    const Value b = step.data(1);
    step.demand(a.place == Value::Place::kHost && b.place == Value::Place::kHost,
                "a sum of a stream and the network's input in float32", "quantizers on both");
    step.demand(a.layout.shape() == b.layout.shape(), "inputs of different shapes", "one shape");
    step.append(a, {});
    return step.give(std::move(a));
  }
  Value value = step.data(first ? 1 : 0);
  const Layout layout = step.stream_layout(value);
  const Periodic<float> constant = step.spread(*step.find_constant(first ? 0 : 1), layout, "a constant");
  const std::string& op = step.node().op;
  Kind kind = Kind::kAdd;
  if (op == "Sub") kind = first ? Kind::kSubtractFrom : Kind::kSubtract;
  if (op == "Mul") kind = Kind::kMultiply;
  if (op == "Div") {
    kind = Kind::kDivide;
    step.demand(!first || value.place == Value::Place::kHost, "a constant divided by a stream",
                "a stream divided by a constant");
    for (const float each : constant.values) step.demand(each != 0, "a division by 0", "another number");
  }
  step.append(value, {kind, constant});
  step.give(std::move(value));
}

// ((x - mean) / sqrt(variance + epsilon)) factor + addend, as ONNX writes it, each step in float32.
void front_batch_normalization(FrontStep& step) {
  Value value = step.data();
  step.demand(step.integer("training_mode", 0) == 0, "training_mode = 1", "0: export the model in eval()");
  const float epsilon = step.number("epsilon", 1e-5F);
  const std::size_t rank = value.layout.dims.size();
  const std::size_t channel = step.channels_last() ? rank - 1 : std::min<std::size_t>(1, rank - 1);
  const Layout layout = step.stream_layout(value);
  const auto operand = [&](std::size_t place, const char* what) {
    Constant constant = step.constant(place, what);
    step.demand(constant.size() == layout.extent(channel),
                std::string(what) + " of shape " + to_string(constant.shape),
                fmt::format("one for each of {} channels", layout.extent(channel)));
    constant.shape.assign(rank - channel, 1);
    constant.shape[0] = constant.size();
    return step.spread(constant, layout, what);
  };
  Periodic<float> deviation = operand(4, "a variance");
  for (float& each : deviation.values) {
    each = std::sqrt(each + epsilon);
    step.demand(each > 0, "a variance and an epsilon of which there is no root", "a variance above -epsilon");
  }
  step.append(value, {Kind::kSubtract, operand(3, "a mean")});
  step.append(value, {Kind::kDivide, std::move(deviation)});
  step.append(value, {Kind::kMultiply, operand(1, "a factor")});
  step.append(value, {Kind::kAdd, operand(2, "an addend")});
  step.give(std::move(value));
}

void front_activation(FrontStep& step) {
  const std::string& op = step.node().op;
  const bool constant_first = step.find_constant(0) != nullptr;
  Value value = step.data(constant_first ? 1 : 0);
  const Layout layout = step.stream_layout(value);
  const auto bound = [&](const char* attribute, std::size_t place, Kind kind) {
    if (step.has(attribute)) {
      const float limit = step.number(attribute, 0);
      step.demand(!std::isnan(limit), "a limit that is not a number", "numbers");
      if (std::isfinite(limit)) step.append(value, {kind, Periodic<float>(limit)});
    } else if (step.has_input(place)) {
      step.append(value, {kind, step.spread(step.constant(place, "a limit"), layout, "a limit")});
    }
  };
  if (op == "Relu") {
    step.append(value, {Kind::kLeaky, Periodic<float>(0.0F)});
  } else if (op == "LeakyRelu" || op == "PRelu") {
    Periodic<float> slope(step.number("alpha", 0.01F));
    if (op == "PRelu") slope = step.spread(step.constant(1, "slopes"), layout, "slopes");
    for (const float each : slope.values)
      step.demand(each >= 0, fmt::format("a slope of {}", each),
                  "slopes of 0 and more: others do not ascend");
    step.append(value, {Kind::kLeaky, std::move(slope)});
  } else if (op == "Neg") {
    step.append(value, {Kind::kMultiply, Periodic<float>(-1.0F)});
  } else if (op == "Clip") {
    bound("min", 1, Kind::kMaximum);
    bound("max", 2, Kind::kMinimum);
  } else {  // Max, Min
    step.demand(step.node().inputs.size() == 2, fmt::format("{} inputs", step.node().inputs.size()),
                "a stream and a constant");
    const Constant& constant = step.constant(constant_first ? 0 : 1, "a limit");
    step.append(value,
                {op == "Max" ? Kind::kMaximum : Kind::kMinimum, step.spread(constant, layout, "a limit")});
  }
  step.give(std::move(value));
}

void front_identity(FrontStep& step) {
  if (step.node().op == "Cast") {
    constexpr std::int64_t kFloat = 1;
    step.demand(step.integer("to", kFloat) == kFloat,
                fmt::format("a cast to ONNX type {}", step.integer("to", kFloat)), "float32");
  }
  step.give(step.data());
}

}  // namespace weir::importer

#include "import/front/front_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "network/error.hpp"

namespace weir::importer {

namespace {

// More steps would need other hardware than threshold comparisons.
constexpr std::int64_t kMostSteps = 65'535;
constexpr std::int64_t kMostThresholds = std::int64_t{1} << 24;
// The most values of a stream for which each one is tried.
constexpr std::int64_t kFew = 4096;
constexpr std::int64_t kMostOfFloat64 = std::int64_t{1} << 53;

std::string words_of(const Constant& constant) { return to_string(constant.shape); }

}  // namespace

FrontStep::FrontStep(FrontState& state, std::size_t index)
    : state_(state),
      index_(index),
      node_(state.graph.nodes[index]),
      attributes_(state.graph, index, state.draft) {}

float FrontStep::number(const std::string& name, float fallback) const {
  if (!has(name)) return fallback;
  if (const auto* value = node_.find<double>(name)) return static_cast<float>(*value);
  if (const auto* value = node_.find<std::int64_t>(name)) return static_cast<float>(*value);
  refuse("attribute " + name + " of another kind", "a number");
}

std::optional<std::vector<std::int64_t>> FrontStep::integers(const std::string& name) const {
  if (!has(name)) return std::nullopt;
  const auto* values = node_.find<std::vector<std::int64_t>>(name);
  if (values == nullptr) refuse("attribute " + name + " of another kind", "integers");
  for (const std::int64_t value : *values)
    demand(std::abs(value) <= kMaxElements, fmt::format("{} = {}", name, flow_list(*values)), "at most 2^30");
  return *values;
}

std::optional<std::vector<std::int64_t>> FrontStep::integers(const std::string& name,
                                                             std::size_t place) const {
  if (const auto stated = integers(name)) return stated;
  if (!has_input(place)) return std::nullopt;
  std::vector<std::int64_t> values;
  for (const float value : constant(place, name).values) {
    demand(value == std::floor(value), fmt::format("{} of {}", name, value), "whole numbers");
    values.push_back(static_cast<std::int64_t>(std::clamp(value, -1e9F, 1e9F)));
  }
  return values;
}

const Constant* FrontStep::find_constant(std::size_t place) const {
  if (!has_input(place)) return nullptr;
  const auto found = state_.constants.find(node_.inputs[place]);
  return found == state_.constants.end() ? nullptr : &found->second;
}

const Constant& FrontStep::constant(std::size_t place, const std::string& what) const {
  if (const Constant* found = find_constant(place)) return *found;
  refuse(has_input(place)
             ? fmt::format("{} ('{}') that depend on the network's input", what, node_.inputs[place])
             : "no " + what,
         what + " as an initialiser, or computed of initialisers: a product of two streams is not modelled");
}

Value FrontStep::data(std::size_t place) const {
  if (!has_input(place)) refuse(fmt::format("no input {}", place), "a tensor there");
  const std::string& tensor = node_.inputs[place];
  const auto found = state_.values.find(tensor);
  if (found == state_.values.end())
    refuse(fmt::format("input {} ('{}') that is constant", place, tensor),
           "what is computed of the network's input");
  Value value = found->second;
  if (value.place == Value::Place::kBehind) {
    const Node& left = state_.graph.nodes[value.node];
    const FrontStep step(state_, value.node);
    const std::string cure = front_cure(left);
    step.refuse(fmt::format("it before '{}', which must be in hardware", node_.name),
                cure.empty()
                    ? "only operators that thresholds or layers express before the last product or quantizer"
                    : cure);
  }
  value.shared = value.shared || state_.readers.at(tensor) > 1;
  return value;
}

std::size_t FrontStep::dim(std::int64_t axis, std::size_t rank) const {
  const auto dims = static_cast<std::int64_t>(rank);
  demand(axis >= -dims && axis < dims, fmt::format("axis {}", axis),
         fmt::format("one of {} dimensions", rank));
  return static_cast<std::size_t>(axis < 0 ? axis + dims : axis);
}

Layout FrontStep::stream_layout(const Value& value) const {
  if (value.place != Value::Place::kHost) return value.layout;
  Layout layout(value.layout.shape());
  if (state_.channels_first && layout.dims.size() >= 3) layout.send_last(1);
  return layout;
}

Periodic<float> FrontStep::spread(const Constant& constant, const Layout& layout,
                                  const std::string& what) const {
  const auto indices = layout.spread(constant.shape);
  if (!indices)
    refuse(what + " of shape " + words_of(constant),
           "a shape that is broadcast to " + to_string(layout.shape()));
  std::vector<float> values;
  values.reserve(indices->size());
  for (const std::size_t i : *indices) values.push_back(constant.values[i]);
  for (const float value : values)
    demand(std::isfinite(value), fmt::format("{} of {}", what, value), "finite numbers");
  Periodic<float> all(std::move(values));
  return all.uniform() ? Periodic<float>(all.values.front()) : all;
}

void FrontStep::give(Value value, std::size_t output) {
  if (output >= node_.outputs.size() || node_.outputs[output].empty()) return;
  const std::string& tensor = node_.outputs[output];
  const auto info = state_.graph.tensors.find(tensor);
  if (value.place != Value::Place::kBehind && info != state_.graph.tensors.end() && info->second.shape) {
    const Shape found = value.layout.shape();
    demand(*info->second.shape == found || info->second.shape->empty(),
           "an output that the graph states as " + to_string(*info->second.shape),
           to_string(found) + ", as follows from its inputs");
  }
  state_.values.insert_or_assign(tensor, std::move(value));
}

namespace {

using Kind = Operation::Kind;

// The integers after the step; none if the values are no longer integers.
std::optional<Integers> behind(const Integers& integers, const Operation& operation) {
  Integers next = integers;
  switch (operation.kind) {
    case Kind::kMultiply:
      next.scale =
          combine(integers.scale, operation.a, [](double s, float a) { return s * static_cast<double>(a); });
      break;
    case Kind::kDivide:
      next.scale =
          combine(integers.scale, operation.a, [](double s, float a) { return s / static_cast<double>(a); });
      break;
    case Kind::kAdd:
    case Kind::kSubtract: {
      // Whole multiples of the scale.
      const double sign = operation.kind == Kind::kAdd ? 1 : -1;
      const auto steps = combine(integers.scale, operation.a,
                                 [&](double s, float a) { return sign * static_cast<double>(a) / s; });
      const bool whole = std::ranges::all_of(
          combine(steps,
                  combine(integers.scale, operation.a,
                          [&](double s, float a) { return std::pair(s, sign * static_cast<double>(a)); }),
                  [](double n, const std::pair<double, double>& of) {
                    return std::abs(n) < 1e9 && n == std::floor(n) && n * of.first == of.second;
                  })
              .values,
          [](bool each) { return each; });
      if (!whole) return std::nullopt;
      next.offset = combine(integers.offset, steps,
                            [](std::int64_t o, double n) { return o + static_cast<std::int64_t>(n); });
      break;
    }
    default:
      return std::nullopt;
  }
  for (const double scale : next.scale.values) {
    if (!std::isnormal(scale)) return std::nullopt;
  }
  return next;
}

}  // namespace

namespace {

bool is_pool(const Move& move) { return move.kind == Move::Kind::kMaxPool; }

// Whether the function of each element can be exchanged with the moves before it.
bool can_precede(const std::vector<Move>& moves, const Operation& operation) {
  if (moves.empty()) return true;
  if (moves.back().out.back() % static_cast<std::int64_t>(operation.a.period()) != 0) return false;
  bool descends = false;
  for (std::size_t e = 0; e < operation.a.period(); ++e) descends = descends || operation.direction(e) < 0;
  return !descends || std::ranges::none_of(moves, is_pool);
}

}  // namespace

void FrontStep::add_move(Value& value, Move move, Layout layout) {
  value.layout = std::move(layout);
  value.moves.push_back(std::move(move));
  if (value.operations.empty() && plan().bare_products(value.stream) == nullptr) flush(value);
}

void FrontStep::append(Value& value, Operation operation) {
  if (value.place == Value::Place::kHost) {
    state_.host.insert(index_);
    return;
  }
  if (!can_precede(value.moves, operation)) flush(value);
  if (operation.kind == Kind::kLeaky && value.exact && value.operations.empty()) {
    // Relu does not change values that are never negative.
    const PlannedStream& stream = stream_of(value);
    const auto least = combine(combine(stream.low, value.exact->offset, std::plus<>()), value.exact->scale,
                               [](std::int64_t k, double s) { return s > 0 && k >= 0; });
    if (std::ranges::all_of(least.values, [](bool each) { return each; })) return;
  }
  value.operations.push_back(std::move(operation));
  if (value.pending.empty() || value.pending.back() != index_) value.pending.push_back(index_);
  if (!value.exact) return;
  value.exact = behind(*value.exact, value.operations.back());
  if (!value.exact) value.node = index_;
}

Shape FrontStep::by_channel(const Value& value, std::size_t period) const {
  const Shape& shape = stream_of(value).shape;
  const auto channels = static_cast<std::int64_t>(period);
  if (shape.back() % channels == 0) return shape;
  const std::int64_t elements = elements_of(shape);
  return elements == channels ? Shape{channels} : Shape{elements / channels, channels};
}

std::string FrontStep::layer_name(const std::string& suffix) {
  const std::string& own = node_.name;
  const auto first =
      std::ranges::find_if(own, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
  const std::string name = state_.draft.identifier(std::string(first, own.end()) + suffix);
  if (suffix.empty()) state_.layers[index_] = name;
  return name;
}

void FrontStep::layer(Value& value, PlannedLayer layer, const Shape& in, PlannedStream out) {
  layer.node = index_;
  layer.inputs = {{value.stream, in}};
  out.made = 0;
  value.stream = plan().add_layer(std::move(layer), std::move(out));
  value.made = 0;
  value.shared = false;
}

namespace {

template <class T>
void negate(Periodic<T>& numbers, const std::vector<std::int64_t>& sign) {
  numbers = combine(numbers, Periodic<std::int64_t>(sign),
                    [](T number, std::int64_t s) { return static_cast<T>(number * static_cast<T>(s)); });
}

void negate(Integers& integers, const std::vector<std::int64_t>& sign) {
  negate(integers.scale, sign);
  negate(integers.offset, sign);
}

// Of a stream's values times factors, the least and the largest.
std::pair<Periodic<std::int64_t>, Periodic<std::int64_t>> times(const PlannedStream& stream,
                                                                const Periodic<std::int64_t>& factors) {
  const auto ranges =
      combine(combine(stream.low, stream.high, [](auto l, auto h) { return std::pair(l, h); }), factors,
              [](const auto& range, std::int64_t f) {
                return std::minmax({range.first * f, range.second * f});
              });
  return {combine(ranges, ranges, [](const auto& range, const auto&) { return range.first; }),
          combine(ranges, ranges, [](const auto& range, const auto&) { return range.second; })};
}

}  // namespace

void FrontStep::channelwise(Value& value, Channelwise::Op op, const std::vector<std::int64_t>& parameters,
                            const std::string& suffix) {
  const PlannedStream stream = stream_of(value);
  const bool multiply = op == Channelwise::Op::kMultiply;
  const Shape shape = by_channel(value, parameters.size());
  const Periodic<std::int64_t> each(parameters);
  PlannedLayer layer;
  layer.kind = "channelwise";
  layer.name = layer_name(suffix);
  layer.keys = {{"op", multiply ? "multiply" : "add"}};
  layer.channels = shape.back();
  std::vector<std::int64_t> all = parameters;
  for (auto c = static_cast<std::int64_t>(all.size()); parameters.size() > 1 && c < shape.back(); ++c)
    all.push_back(each.at(static_cast<std::size_t>(c)));
  layer.parameters = Tensor({static_cast<std::int64_t>(all.size())}, all);
  Channelwise types;
  types.op = op;
  types.input = stream.type;
  types.parameter = layer.parameter_type();
  PlannedStream out;
  out.type = types.output();
  out.shape = shape;
  if (multiply) {
    std::tie(out.low, out.high) = times(stream, each);
  } else {
    out.low = combine(stream.low, each, std::plus<>());
    out.high = combine(stream.high, each, std::plus<>());
  }
  this->layer(value, std::move(layer), shape, std::move(out));
}

// Negates the elements in which the value descends: negates the weights in these rows of products, or
// multiplies other streams by a factor.
void FrontStep::make_ascend(Value& value) {
  std::vector<std::int64_t> sign;
  const std::size_t period = value.period();
  for (std::size_t e = 0; e < period; ++e) sign.push_back(value.direction(e) < 0 ? -1 : 1);
  if (std::ranges::all_of(sign, [](std::int64_t each) { return each == 1; })) return;
  PlannedLayer* const products = value.shared ? nullptr : plan().bare_products(value.stream);
  PlannedStream& stream = plan().streams[value.stream];
  if (products != nullptr && products->weights->shape[0] % static_cast<std::int64_t>(period) == 0) {
    const Periodic<std::int64_t> signs(sign);
    Tensor& weights = *products->weights;
    const auto columns = static_cast<std::size_t>(weights.shape[1]);
    for (std::size_t w = 0; w < weights.values.size(); ++w) weights.values[w] *= signs.at(w / columns);
    std::tie(stream.low, stream.high) = times(stream, signs);
    value.made = ++stream.made;
    stream.type = DataType::smallest_signed(std::min<std::int64_t>(stream.type.min(), -stream.type.max()),
                                            std::max<std::int64_t>(stream.type.max(), -stream.type.min()));
  } else {
    channelwise(value, Channelwise::Op::kMultiply, sign, "_sign");
  }
  negate(value.origin, sign);
  if (value.exact) negate(*value.exact, sign);
}

void FrontStep::flush(Value& value) {
  if (value.moves.empty()) return;
  demand(value.moves.front().map.back() % static_cast<std::int64_t>(value.period()) == 0,
         "a pool of values that operations treat differently from pixel to pixel",
         "a quantizer before the pool");
  if (std::ranges::any_of(value.moves, is_pool)) make_ascend(value);
  for (const Move& move : std::exchange(value.moves, {})) {
    PlannedLayer layer;
    layer.node = move.node;
    FrontStep mover(state_, move.node);
    layer.name = mover.layer_name();
    layer.channels = move.map.back();
    PlannedStream out = stream_of(value);
    out.shape = move.out;
    out.layer = -1;
    if (move.kind == Move::Kind::kUpsample) {
      layer.kind = "upsample";
      const Shape size(move.out.begin(), move.out.end() - 1);
      layer.keys = {{"size", size.size() == 1 ? std::to_string(size[0]) : flow_list(size)}};
    } else {
      layer.kind = "maxpool";
      const auto one = [](const std::vector<std::int64_t>& list) {
        return list.size() == 1 ? std::to_string(list[0]) : flow_list(list);
      };
      layer.keys = {{"kernel", one(move.kernel)}, {"stride", one(move.stride)}};
      const bool padded = std::ranges::any_of(move.pads, [](std::int64_t pad) { return pad > 0; });
      if (padded) layer.keys.emplace_back("pads", flow_list(move.pads));
      if (move.ceil) layer.keys.emplace_back("ceil", "true");
      if (move.kernel != move.stride) {  // windows of its own
        layer.padded = move.map;
        for (std::size_t d = 0; d < move.kernel.size(); ++d)
          layer.padded[d] += move.pads[d] + move.pads[d + move.kernel.size()];
        layer.kernel = elements_of(move.kernel);
      }
    }
    mover.layer(value, std::move(layer), move.map, std::move(out));
  }
}

Integers FrontStep::integers_of(Value& value, const std::string& what) {
  if (value.place == Value::Place::kHost) {
    refuse(fmt::format("{} that reads the network's input in float32", what),
           "a quantizer before it: in Brevitas a qnn.QuantIdentity in front of the network; or --input-type "
           "uint8 where the network is fed "
           "such integers");
  }
  if (!value.exact) {
    // Of integers that are few, Relu gives integers of the same scale.
    const PlannedStream& stream = stream_of(value);
    const bool relu = std::ranges::all_of(value.operations, [](const Operation& each) {
      return each.kind == Kind::kLeaky && each.a == Periodic<float>(0.0F);
    });
    const std::int64_t most = std::ranges::max(stream.high.values);
    const double scale = value.origin.scale.at(0);
    const bool plain = value.origin.offset == Periodic<std::int64_t>(0) && value.origin.scale.uniform() &&
                       scale > 0 && scale == static_cast<double>(static_cast<float>(scale));
    if (relu && plain && most > 0 && most - std::ranges::min(stream.low.values) <= kFew) {
      Quantizer quantizer;
      const auto step = static_cast<float>(scale);
      quantizer.high = most;
      quantizer.type = DataType::smallest_unsigned(most);
      quantizer.values.scale = Periodic<double>(scale);
      quantizer.level = [step, most](float x, std::size_t) {
        return round_to_level(x, step, 0, 0, most, Rounding::kHalfEven);
      };
      value = quantize(value, quantizer);
    } else {
      const Node& since = state_.graph.nodes[value.node];
      refuse(fmt::format("{} that reads '{}' in float32: behind '{}' ({}) no quantizer makes integers of it",
                         what, node_.inputs.front(), since.name, since.op),
             "a quantizer between: in Brevitas a qnn.QuantReLU or qnn.QuantIdentity");
    }
  }
  flush(value);
  const Integers integers = *value.exact;
  value.origin = integers;
  value.operations.clear();
  value.pending.clear();
  return integers;
}

Value FrontStep::from_host(const Value& value, const Quantizer& quantizer) {
  Value next;
  next.layout = stream_layout(value);
  PlannedStream stream;
  stream.type = quantizer.type;
  stream.shape = next.layout.stream();
  if (stream.shape.empty()) stream.shape = {1};
  // The input may have any value of its type.
  stream.low = Periodic<std::int64_t>(quantizer.type.min());
  stream.high = Periodic<std::int64_t>(quantizer.type.max());
  stream.tensor = node_.outputs.at(0);
  next.stream = plan().add_stream(std::move(stream));
  return next;
}

std::int64_t FrontStep::widen_to_hold(Value& value, std::int64_t k) {
  const DataType type = stream_of(value).type;
  if (type.holds(k)) return k;
  // In bipolar, 0 is between the two values; in other types, all integers are shifted until it is 0.
  if (k > type.min() && k < type.max()) {
    channelwise(value, Channelwise::Op::kMultiply, {1}, "_widen");
    return k;
  }
  channelwise(value, Channelwise::Op::kAdd, {-k}, "_widen");
  for (std::int64_t& each : value.origin.offset.values) each += k;
  value.exact = value.origin;
  return 0;
}

Value FrontStep::quantize(Value value, const Quantizer& quantizer) {
  const auto finish = [&](Value next) {
    next.place = Value::Place::kStream;
    next.origin = quantizer.values;
    next.exact = quantizer.values;
    next.operations.clear();
    next.pending.clear();
    next.shared = false;
    return next;
  };
  if (value.place == Value::Place::kHost) {
    state_.host.insert(index_);
    return finish(from_host(value, quantizer));
  }
  if (!value.moves.empty() &&
      value.moves.back().out.back() % static_cast<std::int64_t>(quantizer.period) != 0)
    flush(value);
  const std::int64_t steps = quantizer.steps();
  demand(steps >= 1, "a quantizer of one value", "two values and more");
  demand(steps <= kMostSteps, fmt::format("a quantizer of {} values", steps + 1),
         fmt::format("at most {}: in Brevitas a bit_width of 16 or less", kMostSteps + 1));
  const bool bipolar = quantizer.type.kind == DataType::Kind::kBipolar;
  const auto period_of = [&] { return std::lcm(value.period(), quantizer.period); };
  const auto level_at = [&](std::int64_t k, std::size_t e) {
    const float x = value.at(k, e);
    demand(!std::isnan(x), fmt::format("values that are not a number, such as of element {} at {}", e, k),
           "numbers: a BatchNorm's variance below 0, or a factor that is not finite, may be the cause");
    return quantizer.level(x, e);
  };

  // Nothing to do if each integer stays the same.
  {
    const PlannedStream& stream = stream_of(value);
    const std::size_t period = std::lcm(std::lcm(stream.low.period(), stream.high.period()), period_of());
    bool same = stream.layer < 0 || plan().bare_products(value.stream) == nullptr;
    same = same && stream.type == quantizer.type && period <= static_cast<std::size_t>(kFew);
    for (std::size_t e = 0; e < period && same; ++e) {
      same = (stream.high.at(e) - stream.low.at(e)) * static_cast<std::int64_t>(period) <= kFew * 64;
      for (std::int64_t k = stream.low.at(e); k <= stream.high.at(e) && same; ++k)
        same = (bipolar && k == 0) || level_at(k, e) == k;
    }
    if (same) {
      flush(value);
      return finish(std::move(value));
    }
  }

  make_ascend(value);
  PlannedLayer* const products = value.shared ? nullptr : plan().bare_products(value.stream);
  PlannedStream& stream = plan().streams[value.stream];
  const std::size_t ranges = std::lcm(stream.low.period(), stream.high.period());
  const std::size_t period = std::lcm(period_of(), products != nullptr ? ranges : std::size_t{1});
  const std::int64_t all_low = std::ranges::min(stream.low.values);
  const std::int64_t all_high = std::ranges::max(stream.high.values);
  demand(std::max(std::abs(all_low), std::abs(all_high)) < kMostOfFloat64, "sums of more than 53 bits",
         "narrower weights or activations");
  demand(static_cast<std::int64_t>(period) * steps <= kMostThresholds,
         fmt::format("{} thresholds for each of {} channels", steps, period),
         "at most 2^24 in all: fewer bits");
  Tensor thresholds(Shape{static_cast<std::int64_t>(period), steps});
  thresholds.values.clear();
  for (std::size_t e = 0; e < period; ++e) {
    const bool own = ranges <= period && period % ranges == 0;
    const std::int64_t first = own ? stream.low.at(e) : all_low;
    const std::int64_t last = own ? stream.high.at(e) : all_high;
    const std::int64_t low = bipolar ? 0 : quantizer.low;
    const auto level = [&](std::int64_t k) -> std::int64_t {
      const std::int64_t found = level_at(k, e);
      return bipolar ? (found > 0 ? 1 : 0) : found;
    };
    try {
      const auto row = find_thresholds(level, first, last, low, low + steps);
      thresholds.values.insert(thresholds.values.end(), row.begin(), row.end());
    } catch (const std::domain_error&) {
      refuse("operations before it that neither ascend nor descend",
             "operations that keep or turn the order of their values");
    }
  }
  PlannedStream out;
  out.type = quantizer.type;
  out.low = Periodic<std::int64_t>(quantizer.low);
  out.high = Periodic<std::int64_t>(quantizer.high);
  const bool fused =
      products != nullptr && products->weights->shape[0] % static_cast<std::int64_t>(period) == 0;
  const auto rows_of = [&](std::int64_t channels) {  // one row for all, or one for each
    if (period == 1 || static_cast<std::int64_t>(period) == channels) return thresholds;
    Tensor all(Shape{channels, steps});
    all.values.clear();
    for (std::int64_t c = 0; c < channels; ++c) {
      const auto row = thresholds.row(c % static_cast<std::int64_t>(period));
      all.values.insert(all.values.end(), row.begin(), row.end());
    }
    return all;
  };
  if (fused) {
    products->thresholds = rows_of(products->weights->shape[0]);
    products->base = quantizer.low;
    products->output = quantizer.type;
    stream.type = out.type;
    stream.low = out.low;
    stream.high = out.high;
    value.made = ++stream.made;
    state_.layers[index_] = products->name;
  } else {
    const Shape shape = by_channel(value, period);
    PlannedLayer layer;
    layer.kind = "threshold";
    layer.name = layer_name();
    layer.channels = shape.back();
    layer.thresholds = rows_of(shape.back());
    layer.base = quantizer.low;
    layer.output = quantizer.type;
    out.shape = shape;
    this->layer(value, std::move(layer), shape, std::move(out));
  }
  Value next = finish(std::move(value));
  flush(next);
  return next;
}

void FrontStep::expose(Value& value) {
  if (value.place == Value::Place::kHost)
    refuse("it reading the network's input in float32",
           "a layer before it: nothing of the network is in hardware there");
  if (value.place != Value::Place::kStream) return;
  flush(value);
  state_.host.insert(value.pending.begin(), value.pending.end());
  if (std::ranges::find(plan().outputs, value.stream) == plan().outputs.end())
    plan().outputs.push_back(value.stream);
}

void FrontStep::leave() {
  state_.host.insert(index_);
  std::size_t left = index_;
  for (const std::string& input : node_.inputs) {
    const auto found = state_.values.find(input);
    if (found == state_.values.end()) continue;
    if (found->second.place == Value::Place::kBehind) {
      left = std::min(left, found->second.node);
      continue;
    }
    Value value = found->second;
    expose(value);
    found->second = value;
  }
  for (std::size_t o = 0; o < node_.outputs.size(); ++o) {
    Value value;
    value.place = Value::Place::kBehind;
    value.node = left;
    give(std::move(value), o);
  }
}

}  // namespace weir::importer

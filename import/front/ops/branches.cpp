// Concat and Split, along the channels.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

// Refuses a stream whose innermost extent is not that dimension, element by element.
void demand_innermost(const FrontStep& step, const Layout& layout, std::size_t dim) {
  const auto order = layout.innermost(dim);
  step.demand(order && std::ranges::is_sorted(*order),
              fmt::format("dimension {} of {}, which streams as {}", dim, to_string(layout.shape()),
                          to_string(layout.stream())),
              "the channels, which stream innermost");
}

}  // namespace

void front_concat(FrontStep& step) {
  const std::size_t count = step.node().inputs.size();
  std::vector<Value> values;
  std::size_t on_host = 0;
  for (std::size_t place = 0; place < count; ++place) {
    values.push_back(step.data(place));
    on_host += values.back().place == Value::Place::kHost ? 1 : 0;
  }
  step.demand(!values.empty(), "no inputs", "two and more");
  const std::size_t rank = values.front().layout.dims.size();
  step.demand(step.has("axis"), "no axis", "an axis");
  const std::size_t dim = step.dim(step.integer("axis", 0), rank);
  Shape whole = values.front().layout.shape();
  whole[dim] = 0;
  for (const Value& value : values) {
    Shape shape = value.layout.shape();
    step.demand(shape.size() == rank,
                "inputs of shapes " + to_string(values.front().layout.shape()) + " and " + to_string(shape),
                "as many dimensions");
    whole[dim] += shape[dim];
    shape[dim] = whole[dim];
    step.demand(shape == whole,
                "inputs of shapes " + to_string(values.front().layout.shape()) + " and " +
                    to_string(value.layout.shape()),
                fmt::format("shapes that differ in dimension {} alone", dim));
  }
  if (count == 1) return step.give(values.front());
  if (on_host > 0) {
    step.demand(on_host == count, "some inputs in float32, some as integers", "quantizers on all");
    values.front().layout = Layout(whole);
    step.append(values.front(), {});
    return step.give(std::move(values.front()));
  }
  PlannedLayer layer;
  layer.kind = "concat";
  layer.node = step.index();
  std::vector<double> scales;
  std::vector<std::int64_t> offsets, lows, highs;
  std::int64_t least = 0, most = 0;
  bool alike = true;
  for (Value& value : values) {
    const Integers integers = step.integers_of(value, "a concatenation");
    value.layout.merge();
    demand_innermost(step, value.layout, dim);
    const std::int64_t channels = value.layout.extent(dim);
    const PlannedStream& stream = step.stream_of(value);
    step.demand(
        channels % static_cast<std::int64_t>(std::lcm(integers.scale.period(), integers.offset.period())) ==
            0,
        "an input whose pixels have scales of their own", "one scale for each channel");
    for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
      scales.push_back(integers.scale.at(c));
      offsets.push_back(integers.offset.at(c));
      lows.push_back(std::ranges::min(stream.low.values));
      highs.push_back(std::ranges::max(stream.high.values));
    }
    least = std::min(least, stream.type.min());
    most = std::max(most, stream.type.max());
    alike = alike && stream.type == step.stream_of(values.front()).type;
    layer.channels = std::gcd(layer.inputs.empty() ? std::int64_t{0} : layer.channels, channels);
    Shape shape{elements_of(stream.shape) / channels, channels};
    if (shape[0] == 1) shape = {channels};
    layer.inputs.push_back({value.stream, shape});
  }
  const auto rest = [&](const Value& value) {
    Layout layout = value.layout;
    for (const std::size_t factor : layout.dims[dim]) std::erase(layout.order, factor);
    layout.dims[dim].clear();
    Layout fresh(layout.shape());
    return std::pair(layout.stream(), layout.shape());
  };
  for (const Value& value : values)
    step.demand(rest(value) == rest(values.front()), "inputs that send their pixels in different orders",
                "no Transpose before one of them");
  PlannedStream out;
  out.type = alike ? step.stream_of(values.front()).type : DataType::smallest(least, most);
  out.shape = layer.inputs.front().shape;
  out.shape.back() = whole[dim];
  out.low = Periodic<std::int64_t>(lows);
  out.high = Periodic<std::int64_t>(highs);
  layer.name = step.layer_name();
  Value next = values.front();
  next.stream = step.plan().add_layer(std::move(layer), std::move(out));
  next.made = 0;
  next.shared = false;
  for (const std::size_t factor : next.layout.dims[dim]) std::erase(next.layout.order, factor);
  next.layout.dims[dim].clear();
  if (whole[dim] != 1) next.layout.dims[dim].push_back(next.layout.add_factor(whole[dim]));
  next.origin.scale = Periodic<double>(scales);
  next.origin.offset = Periodic<std::int64_t>(offsets);
  if (next.origin.scale.uniform()) next.origin.scale = Periodic<double>(scales.front());
  if (next.origin.offset.uniform()) next.origin.offset = Periodic<std::int64_t>(offsets.front());
  next.exact = next.origin;
  step.give(std::move(next));
}

void front_split(FrontStep& step) {
  Value value = step.data();
  const std::size_t rank = value.layout.dims.size();
  const std::size_t dim = step.dim(step.integer("axis", 0), rank);
  const std::int64_t channels = value.layout.extent(dim);
  const auto count = static_cast<std::int64_t>(step.node().outputs.size());
  std::vector<std::int64_t> parts = step.integers("split", 1).value_or(std::vector<std::int64_t>{});
  if (parts.empty()) {
    const std::int64_t each = (channels + count - 1) / count;
    parts.assign(static_cast<std::size_t>(count), each);
    parts.back() = channels - each * (count - 1);
  }
  step.demand(static_cast<std::int64_t>(parts.size()) == count && std::ranges::min(parts) >= 1 &&
                  std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == channels,
              "split = " + flow_list(parts), fmt::format("{} numbers whose sum is {}", count, channels));
  if (value.place == Value::Place::kHost) {
    step.append(value, {});
    for (std::size_t o = 0; o < parts.size(); ++o) {
      Shape shape = value.layout.shape();
      shape[dim] = parts[o];
      Value part = value;
      part.layout = Layout(shape);
      step.give(std::move(part), o);
    }
    return;
  }
  const Integers integers = step.integers_of(value, "a split");
  value.layout.merge();
  demand_innermost(step, value.layout, dim);
  if (count == 1) return step.give(std::move(value));
  const PlannedStream stream = step.stream_of(value);
  PlannedLayer layer;
  layer.kind = "split";
  layer.node = step.index();
  layer.name = step.layer_name();
  layer.keys = {{"channels", flow_list(parts)}};
  layer.channels =
      std::accumulate(parts.begin(), parts.end(), std::int64_t{0}, std::gcd<std::int64_t, std::int64_t>);
  const std::int64_t pixels = elements_of(stream.shape) / channels;
  const auto shape_of = [&](std::int64_t extent) {
    return pixels == 1 ? Shape{extent} : Shape{pixels, extent};
  };
  layer.inputs = {{value.stream, shape_of(channels)}};
  std::size_t first = 0;
  for (std::size_t o = 0; o < parts.size(); ++o) {
    const auto own = static_cast<std::size_t>(parts[o]);
    PlannedStream out;
    out.type = stream.type;
    out.shape = shape_of(parts[o]);
    out.low = Periodic<std::int64_t>(std::ranges::min(stream.low.values));
    out.high = Periodic<std::int64_t>(std::ranges::max(stream.high.values));
    out.layer = static_cast<int>(step.plan().layers.size());
    out.output = o;
    Value part = value;
    part.stream = step.plan().add_stream(std::move(out));
    part.made = 0;
    part.shared = false;
    layer.outputs.push_back(part.stream);
    const auto slice = [&](const auto& periodic) {
      auto cut = periodic;
      cut.values.clear();
      for (std::size_t c = 0; c < own; ++c) cut.values.push_back(periodic.at(first + c));
      if (cut.uniform()) cut.values.resize(1);
      return cut;
    };
    part.origin.scale = slice(integers.scale);
    part.origin.offset = slice(integers.offset);
    part.exact = part.origin;
    for (const std::size_t factor : part.layout.dims[dim]) std::erase(part.layout.order, factor);
    part.layout.dims[dim].clear();
    if (parts[o] != 1) part.layout.dims[dim].push_back(part.layout.add_factor(parts[o]));
    first += own;
    step.give(std::move(part), o);
  }
  step.plan().layers.push_back(std::move(layer));
}

}  // namespace weir::importer

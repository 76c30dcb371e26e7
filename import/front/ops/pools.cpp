// MaxPool, AveragePool, GlobalAveragePool, ReduceMean and so on; Pad.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "import/front/feature_map.hpp"
#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

bool is_nhwc(const FrontStep& step) { return step.channels_last() || step.node().op == "MaxPoolNHWC"; }

// Sums over windows, or over all that the layer reads, divided by `count`.
void add_sums(FrontStep& step, Value& value, PlannedLayer layer, const Shape& in, const Shape& out,
              std::int64_t count, bool mean) {
  const PlannedStream& stream = step.stream_of(value);
  PlannedStream sums;
  sums.shape = out;
  sums.type = DataType::smallest(count * stream.type.min(), count * stream.type.max());
  sums.low = Periodic<std::int64_t>(count * std::ranges::min(stream.low.values));
  sums.high = Periodic<std::int64_t>(count * std::ranges::max(stream.high.values));
  step.layer(value, std::move(layer), in, std::move(sums));
  for (std::int64_t& each : value.origin.offset.values) each *= count;
  if (mean) {
    for (double& each : value.origin.scale.values) each /= static_cast<double>(count);
  }
  value.exact = value.origin;
}

Value host_map(const FrontMap& map, const std::vector<std::int64_t>& size, const Layout& layout) {
  Value value;
  value.place = Value::Place::kHost;
  value.layout = map_layout(layout, map, size, map.channels);
  return value;
}

// The largest of each window, behind what is pending.
void give_largest(FrontStep& step, Value value, const FrontMap& map, Move move,
                  const std::vector<std::int64_t>& size) {
  if (value.place == Value::Place::kHost) {
    Value next = host_map(map, size, value.layout);
    step.append(next, {});
    return step.give(std::move(next));
  }
  (void)channel_order(step, value.layout, map);
  move.node = step.index();
  move.map = map.shape();
  move.out = size;
  move.out.push_back(map.channels);
  step.add_move(value, std::move(move), map_layout(value.layout, map, size, map.channels));
  step.give(std::move(value));
}

}  // namespace

void front_max_pool(FrontStep& step) {
  Value value = step.data();
  const FrontMap map = map_of(step, value.layout, is_nhwc(step));
  const FrontWindows windows = windows_of(step, map, {});
  step.demand(both(windows.dilation) == "1", "dilations = " + flow_list(windows.dilation),
              "1: windows without gaps");
  const std::size_t dims = map.space.size();
  for (std::size_t d = 0; d < 2 * dims; ++d)
    step.demand(windows.pads[d] < windows.kernel[d % dims], "pads = " + flow_list(windows.pads),
                "less than the kernel");
  step.demand(step.node().outputs.size() == 1 || step.node().outputs[1].empty(), "two outputs",
              "one: no indices");
  Move move;
  move.kernel = windows.kernel;
  move.stride = windows.stride;
  move.pads = windows.pads;
  move.ceil = windows.ceil;
  give_largest(step, std::move(value), map, std::move(move), windows.count(map));
}

void front_average_pool(FrontStep& step) {
  Value value = step.data();
  const FrontMap map = map_of(step, value.layout, step.channels_last());
  const FrontWindows windows = windows_of(step, map, {});
  const std::vector<std::int64_t> size = windows.count(map);
  if (value.place == Value::Place::kHost) {
    Value next = host_map(map, size, value.layout);
    step.append(next, {});
    return step.give(std::move(next));
  }
  const Integers integers = step.integers_of(value, "an average");
  (void)channel_order(step, value.layout, map);
  step.demand(both(windows.dilation) == "1" && !windows.ceil, "dilations or ceil_mode", "neither");
  step.demand(!windows.padded() || step.integer("count_include_pad", 0) != 0, "pads that do not count",
              "count_include_pad = 1, or no pads");
  const bool plain = std::ranges::all_of(integers.offset.values, [](std::int64_t o) { return o == 0; });
  step.demand(!windows.padded() || plain, "pads with a zero point", "a zero point of 0");
  (void)step.widen_to_hold(value, 0);
  PlannedLayer layer;
  layer.kind = "pool";
  layer.name = step.layer_name();
  layer.channels = map.channels;
  layer.kernel = elements_of(windows.kernel);
  layer.padded = map.shape();
  layer.keys = {{"op", "accumulate"}, {"kernel", both(windows.kernel)}, {"stride", both(windows.stride)}};
  if (windows.padded()) layer.keys.emplace_back("pads", flow_list(windows.pads));
  Shape out = size;
  out.push_back(map.channels);
  const Layout layout = map_layout(value.layout, map, size, map.channels);
  const std::int64_t count = layer.kernel;
  add_sums(step, value, std::move(layer), map.shape(), out, count, true);
  value.layout = layout;
  step.give(std::move(value));
}

namespace {

// Over some dimensions, which stream outermost.
void reduce_dims(FrontStep& step, const std::vector<std::size_t>& reduced, bool keep, const std::string& what,
                 bool mean) {
  Value value = step.data();
  Layout layout = value.layout;
  std::int64_t count = 1;
  for (const std::size_t dim : reduced) {
    count *= layout.extent(dim);
    for (const std::size_t factor : layout.dims[dim]) std::erase(layout.order, factor);
    layout.dims[dim].clear();
  }
  if (!keep) {
    for (auto dim = reduced.rbegin(); dim != reduced.rend(); ++dim)
      layout.dims.erase(layout.dims.begin() + static_cast<std::ptrdiff_t>(*dim));
  }
  if (value.place == Value::Place::kHost) {
    value.layout = Layout(layout.shape());
    step.append(value, {});
    return step.give(std::move(value));
  }
  const std::int64_t rest = value.layout.elements() / count;
  if (count > 1) {
    (void)step.integers_of(value, what);
    // What is left must be the innermost factors.
    const std::vector<std::size_t>& order = value.layout.order;
    const auto tail = order.end() - static_cast<std::ptrdiff_t>(layout.order.size());
    step.demand(std::equal(tail, order.end(), layout.order.begin()),
                "a tensor that streams as " + to_string(value.layout.stream()) +
                    ", in which these dimensions are not outermost",
                "no Transpose before it that hardware would have to reorder a frame for");
    (void)step.widen_to_hold(value, 0);
    PlannedLayer layer;
    layer.kind = "pool";
    layer.name = step.layer_name();
    layer.channels = rest;
    layer.keys = {{"op", "accumulate"}, {"global", "true"}};
    add_sums(step, value, std::move(layer), {count, rest}, {rest}, count, mean);
  }
  value.layout = std::move(layout);
  step.give(std::move(value));
}

}  // namespace

void front_global_pool(FrontStep& step) {
  const Value value = step.data();
  const FrontMap map = map_of(step, value.layout, step.channels_last());
  if (step.node().op == "GlobalAveragePool") return reduce_dims(step, map.space, true, "an average", true);
  Move move;
  move.kernel = map.size;
  move.stride = map.size;
  move.pads.assign(2 * map.size.size(), 0);
  give_largest(step, value, map, std::move(move), std::vector<std::int64_t>(map.size.size(), 1));
}

void front_reduce(FrontStep& step) {
  const std::size_t rank = step.data().layout.dims.size();
  std::vector<std::size_t> dims;
  if (const auto axes = step.integers("axes", 1)) {
    for (const std::int64_t axis : *axes) dims.push_back(step.dim(axis, rank));
  } else {
    for (std::size_t d = 0; d < rank; ++d) dims.push_back(d);
  }
  std::ranges::sort(dims);
  step.demand(std::ranges::adjacent_find(dims) == dims.end(), "an axis twice", "each once");
  const bool mean = step.node().op == "ReduceMean";
  reduce_dims(step, dims, step.integer("keepdims", 1) != 0, mean ? "an average" : "a sum", mean);
}

// Of one number, around a map.
void front_pad(FrontStep& step) {
  Value value = step.data();
  const std::size_t rank = value.layout.dims.size();
  const std::string mode = step.text("mode", "constant");
  step.demand(mode == "constant", "mode = " + mode, "constant (nn.ZeroPad2d)");
  const auto pads = step.integers("pads", 1);
  step.demand(pads && pads->size() == 2 * rank && !step.has_input(3), "pads of other than all dimensions",
              fmt::format("{} numbers, and no axes", 2 * rank));
  float fill = step.number("value", 0);
  if (step.has_input(2)) {
    const Constant& constant = step.constant(2, "a value");
    step.demand(constant.size() == 1, "values of shape " + to_string(constant.shape), "one number");
    fill = constant.values[0];
  }
  Shape shape = value.layout.shape();
  for (std::size_t d = 0; d < rank; ++d) {
    step.demand((*pads)[d] >= 0 && (*pads)[d + rank] >= 0, "pads = " + flow_list(*pads), "0 and more");
    shape[d] += (*pads)[d] + (*pads)[d + rank];
  }
  step.demand(fits(shape), "an output of shape " + to_string(shape), "at most 2^30 elements");
  if (value.place == Value::Place::kHost) {
    value.layout = Layout(shape);
    step.append(value, {});
    return step.give(std::move(value));
  }
  if (shape == value.layout.shape()) return step.give(std::move(value));
  const FrontMap map =
      map_of(step, value.layout, step.channels_last() || is_channels_last(value.layout, shape));
  step.demand((*pads)[0] == 0 && (*pads)[rank] == 0 && shape[map.channel_dim] == map.channels,
              "pads = " + flow_list(*pads), "pads of height and width alone");
  const Integers integers = step.integers_of(value, "padding");
  (void)channel_order(step, value.layout, map);
  step.demand(integers.offset.uniform() && integers.scale.uniform(),
              "an input whose channels have scales of their own", "one scale");
  const double level = static_cast<double>(fill) / integers.scale.at(0);
  step.demand(level == std::floor(level) && std::abs(level) < 1e9 &&
                  level * integers.scale.at(0) == static_cast<double>(fill),
              fmt::format("pads of {}", fill),
              fmt::format("a multiple of the scale, {:.9g}", integers.scale.at(0)));
  const std::int64_t k = step.widen_to_hold(value, static_cast<std::int64_t>(level) - integers.offset.at(0));
  const std::size_t dims = map.space.size();
  std::vector<std::int64_t> around, size;
  for (std::size_t d = 0; d < dims; ++d) around.push_back((*pads)[map.space[d]]);
  for (std::size_t d = 0; d < dims; ++d) around.push_back((*pads)[map.space[d] + rank]);
  for (std::size_t d = 0; d < dims; ++d) size.push_back(shape[map.space[d]]);
  PlannedLayer layer;
  layer.kind = "pad";
  layer.name = step.layer_name();
  layer.channels = map.channels;
  layer.keys = {{"pads", flow_list(around)}};
  if (k != 0) layer.keys.emplace_back("value", std::to_string(k));
  PlannedStream out = step.stream_of(value);
  out.layer = -1;
  out.shape = size;
  out.shape.push_back(map.channels);
  for (std::int64_t& each : out.low.values) each = std::min(each, k);
  for (std::int64_t& each : out.high.values) each = std::max(each, k);
  Layout layout = map_layout(value.layout, map, size, map.channels);
  step.layer(value, std::move(layer), map.shape(), std::move(out));
  value.layout = std::move(layout);
  step.give(std::move(value));
}

}  // namespace weir::importer

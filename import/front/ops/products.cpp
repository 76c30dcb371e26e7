// Conv, MatMul, Gemm: products with constant weights.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "import/front/feature_map.hpp"
#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

constexpr std::int64_t kMostOfSums = std::int64_t{1} << 52;

// The array's integers and their scales, of each element.
struct FrontWeights {
  Shape shape;
  std::vector<std::int64_t> integers;
  std::vector<double> scales;
};

FrontWeights weights_of(const FrontStep& step, std::size_t place) {
  const Constant& constant = step.constant(place, "weights");
  FrontWeights weights{constant.shape, constant.integers, constant.scales};
  if (constant.quantized()) return weights;
  for (const float value : constant.values) {
    if (value != std::floor(value) || std::abs(value) > 1e9F)
      step.refuse(fmt::format("weights that no quantizer made, such as {}", value),
                  "a Quant or BipolarQuant before them: in Brevitas qnn.QuantConv2d or qnn.QuantLinear with "
                  "a weight_quant");
    weights.integers.push_back(static_cast<std::int64_t>(value));
  }
  weights.scales.assign(weights.integers.size(), 1.0);
  return weights;
}

// Weights as a layer multiplies them: of [rows, columns], and the scale of each row.
struct FrontMatrix {
  Tensor integers;
  std::vector<double> scales;
};

FrontMatrix matrix_of(const FrontStep& step, const FrontWeights& weights, std::int64_t rows,
                      std::int64_t columns, const std::vector<std::int64_t>& places) {
  FrontMatrix matrix;
  matrix.integers = Tensor(Shape{rows, columns});
  for (std::int64_t r = 0; r < rows; ++r) {
    double scale = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const auto at = static_cast<std::size_t>(r * columns + c);
      if (places[at] < 0) continue;  // a 0 of another group
      const auto from = static_cast<std::size_t>(places[at]);
      matrix.integers.values[at] = weights.integers[from];
      if (scale == 0) scale = weights.scales[from];
      step.demand(
          scale == weights.scales[from],
          fmt::format("weights of scales {} and {} in one row", scale, weights.scales[from]),
          "one scale for all weights of an output: a scale for the tensor or for each output channel");
    }
    matrix.scales.push_back(scale);
  }
  return matrix;
}

// The layer's sums: in place of `value` the integers, whose scale is that of weights and inputs.
void add_products(FrontStep& step, Value& value, FrontMatrix matrix, PlannedLayer layer, const Shape& in,
                  Shape out, const Integers& integers, std::int64_t inputs_a_row) {
  const PlannedStream& stream = step.stream_of(value);
  const std::int64_t rows = matrix.integers.shape[0];
  const double scale = integers.scale.at(0);
  step.demand(std::ranges::all_of(integers.scale.values, [&](double s) { return s == scale; }),
              "an input whose channels have scales of their own",
              "one scale for all channels: a quantizer before it with a scale for the tensor");
  const std::int64_t low = std::ranges::min(stream.low.values);
  const std::int64_t high = std::ranges::max(stream.high.values);
  PlannedStream sums;
  sums.shape = std::move(out);
  std::int64_t least = 0, most = 0;
  std::vector<std::int64_t> lows, highs, offsets;
  std::vector<double> scales;
  for (std::int64_t r = 0; r < rows; ++r) {
    __int128 row_low = 0, row_high = 0, type_low = 0, type_high = 0, offset = 0;
    const auto row = matrix.integers.row(r);
    for (std::size_t c = 0; c < row.size(); ++c) {
      const auto [a, b] = std::minmax({row[c] * low, row[c] * high});
      const auto [x, y] = std::minmax({row[c] * stream.type.min(), row[c] * stream.type.max()});
      row_low += a;
      row_high += b;
      type_low += std::min<std::int64_t>(0, x);
      type_high += std::max<std::int64_t>(0, y);
      offset += __int128{row[c]} * integers.offset.at(inputs_a_row == 0
                                                          ? static_cast<std::size_t>(r)
                                                          : c % static_cast<std::size_t>(inputs_a_row));
    }
    for (const __int128 each : {row_low, row_high, type_low, type_high, offset})
      step.demand(each < kMostOfSums && each > -kMostOfSums, "sums of more than 52 bits",
                  "narrower weights or inputs");
    lows.push_back(static_cast<std::int64_t>(row_low));
    highs.push_back(static_cast<std::int64_t>(row_high));
    offsets.push_back(static_cast<std::int64_t>(offset));
    least = std::min(least, static_cast<std::int64_t>(type_low));
    most = std::max(most, static_cast<std::int64_t>(type_high));
    scales.push_back(matrix.scales[static_cast<std::size_t>(r)] == 0
                         ? scale
                         : scale * matrix.scales[static_cast<std::size_t>(r)]);
    step.demand(std::isnormal(scales.back()), fmt::format("sums of a scale of {}", scales.back()),
                "scales that float64 holds");
  }
  sums.type = DataType::smallest_signed(least, most);
  sums.low = Periodic<std::int64_t>(lows);
  sums.high = Periodic<std::int64_t>(highs);
  layer.weights = std::move(matrix.integers);
  step.layer(value, std::move(layer), in, std::move(sums));
  value.origin = Integers{};
  value.origin.scale = Periodic<double>(scales);
  value.origin.offset = Periodic<std::int64_t>(offsets);
  if (value.origin.scale.uniform()) value.origin.scale = Periodic<double>(scales.front());
  if (value.origin.offset.uniform()) value.origin.offset = Periodic<std::int64_t>(offsets.front());
  value.exact = value.origin;
}

void add_bias(FrontStep& step, Value& value, std::size_t place, std::size_t channel_dim) {
  if (!step.has_input(place)) return;
  Constant bias = step.constant(place, "a bias");
  if (bias.shape.size() <= 1) {
    const std::int64_t count = bias.size();
    bias.shape.assign(value.layout.dims.size() - channel_dim, 1);
    bias.shape[0] = count;
  }
  step.append(value, {Operation::Kind::kAdd, step.spread(bias, value.layout, "a bias")});
}

}  // namespace

void front_conv(FrontStep& step) {
  Value value = step.data();
  Integers integers = step.integers_of(value, "a convolution");
  const bool last = step.channels_last();
  const FrontMap map = map_of(step, value.layout, last);
  const std::vector<std::int64_t> order = channel_order(step, value.layout, map);
  const FrontWeights weights = weights_of(step, 1);
  const std::size_t dims = map.space.size();
  const std::int64_t group = step.integer("group", 1);
  step.demand(weights.shape.size() == dims + 2, "weights of shape " + to_string(weights.shape),
              last ? "[channels out, kernel, channels in]" : "[channels out, channels in, kernel]");
  const std::int64_t rows = weights.shape[0];
  const std::int64_t group_in = last ? weights.shape.back() : weights.shape[1];
  const auto first = weights.shape.begin() + (last ? 1 : 2);
  const std::vector<std::int64_t> kernel(first, first + static_cast<std::ptrdiff_t>(dims));
  step.demand(
      group >= 1 && map.channels % group == 0 && rows % group == 0 && group_in == map.channels / group,
      fmt::format("group = {}, {} channels and weights of shape {}", group, map.channels,
                  to_string(weights.shape)),
      "groups that divide channels in and out, and weights of as many channels");
  const FrontWindows windows = windows_of(step, map, kernel);
  step.demand(windows.kernel == kernel, "kernel_shape = " + flow_list(windows.kernel),
              flow_list(kernel) + ", as the weights are");
  const std::int64_t area = elements_of(kernel);
  const bool depthwise = group == map.channels && rows == group && group > 1;
  const std::int64_t inputs = depthwise ? 1 : map.channels;  // columns of a position

  // Of column (position, channel as it streams) the place in the array.
  std::vector<std::int64_t> places;
  const std::int64_t group_out = rows / group;
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t row = depthwise ? order[static_cast<std::size_t>(r)] : r;
    for (std::int64_t p = 0; p < area; ++p) {
      for (std::int64_t c = 0; c < inputs; ++c) {
        const std::int64_t channel =
            depthwise ? 0 : order[static_cast<std::size_t>(c)] - row / group_out * group_in;
        const bool own = channel >= 0 && channel < group_in;
        places.push_back(!own   ? -1
                         : last ? (row * area + p) * group_in + channel
                                : (row * group_in + channel) * area + p);
      }
    }
  }
  FrontMatrix matrix = matrix_of(step, weights, rows, area * inputs, places);
  if (group > 1 && !depthwise)
    step.warn(fmt::format("{} groups become one dense convolution, {} of whose {} weights are 0", group,
                          rows * (map.channels - group_in) * area, rows * map.channels * area));

  PlannedLayer layer;
  layer.kind = "conv";
  layer.channels = rows;
  layer.inner = area * inputs;
  layer.kernel = area;
  layer.depthwise = depthwise;
  layer.keys = {{"kernel", both(kernel)}};
  if (!depthwise) layer.keys.insert(layer.keys.begin(), {"channels", std::to_string(rows)});
  if (both(windows.stride) != "1") layer.keys.emplace_back("stride", both(windows.stride));
  if (both(windows.dilation) != "1") layer.keys.emplace_back("dilation", both(windows.dilation));
  if (depthwise) layer.keys.emplace_back("depthwise", "true");
  Shape padded = map.shape();
  for (std::size_t d = 0; d < dims; ++d) padded[d] += windows.pads[d] + windows.pads[d + dims];
  if (depthwise || area > 1 || both(windows.stride) != "1") layer.padded = padded;
  if (windows.padded()) {
    step.demand(integers.offset.uniform(),
                "zero padding of an input whose channels have zero points of their own", "one zero point");
    const std::int64_t zero = step.widen_to_hold(value, -integers.offset.at(0));
    integers = value.origin;
    PlannedStream& stream = step.plan().streams[value.stream];
    const auto extend = [&](Periodic<std::int64_t>& range, auto choose) {
      for (std::int64_t& each : range.values) each = choose(each, zero);
    };
    extend(stream.low, [](std::int64_t a, std::int64_t b) { return std::min(a, b); });
    extend(stream.high, [](std::int64_t a, std::int64_t b) { return std::max(a, b); });
    layer.keys.emplace_back("pads", flow_list(windows.pads));
    if (zero != 0) layer.keys.emplace_back("pad", flow_map({{"value", std::to_string(zero)}}));
  }
  layer.name = step.layer_name();
  const std::vector<std::int64_t> size = windows.count(map);
  Shape out = size;
  out.push_back(rows);
  add_products(step, value, std::move(matrix), std::move(layer), map.shape(), std::move(out), integers,
               depthwise ? 0 : inputs);
  // Depthwise products keep the order of the channels that come in.
  Layout layout = map_layout(value.layout, map, size, rows);
  if (depthwise) {
    Layout kept = value.layout;
    for (std::size_t d = 0; d < dims; ++d) {
      for (const std::size_t factor : kept.dims[map.space[d]]) kept.extents[factor] = size[d];
    }
    // A direction that shrinks to one pixel has no factor.
    if (kept.shape() == layout.shape() && std::ranges::find(kept.extents, 1) == kept.extents.end())
      layout = kept;
    else
      step.demand(std::ranges::is_sorted(order), "channels that stream in another order than the weights'",
                  "no Transpose before it");
  }
  value.layout = std::move(layout);
  add_bias(step, value, 2, map.channel_dim);
  step.give(std::move(value));
}

namespace {

// x [.., K] times weights [K, N], or [N, K] if `transposed`.
Value multiply(FrontStep& step, bool transposed) {
  Value value = step.data();
  const std::string what = "a product";
  const Integers integers = step.integers_of(value, what);
  FrontWeights weights = weights_of(step, 1);
  while (weights.shape.size() > 2 && weights.shape.front() == 1) weights.shape.erase(weights.shape.begin());
  step.demand(weights.shape.size() == 2, "weights of shape " + to_string(weights.shape), "a matrix");
  const std::int64_t columns = weights.shape[transposed ? 1 : 0];
  const std::int64_t rows = weights.shape[transposed ? 0 : 1];
  const std::size_t dim = value.layout.dims.size() - 1;
  step.demand(
      value.layout.extent(dim) == columns, "an input of shape " + to_string(value.layout.shape()),
      fmt::format("a last extent of {}, as weights of shape {} take it", columns, to_string(weights.shape)));
  const auto order = value.layout.innermost(dim);
  if (!order)
    step.refuse("a tensor that streams as " + to_string(value.layout.stream()) +
                    ", whose last dimension is not innermost",
                "no Transpose or Reshape before it that hardware would have to reorder a frame for");
  std::vector<std::int64_t> places;
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      const std::int64_t column = (*order)[static_cast<std::size_t>(c)];
      places.push_back(transposed ? r * columns + column : column * rows + r);
    }
  }
  FrontMatrix matrix = matrix_of(step, weights, rows, columns, places);
  PlannedLayer layer;
  layer.kind = "mvtu";
  layer.channels = rows;
  layer.inner = columns;
  layer.keys = {{"rows", std::to_string(rows)}};
  layer.name = step.layer_name();
  const std::int64_t vectors = value.layout.elements() / columns;
  Shape in = vectors == 1 ? Shape{columns} : Shape{vectors, columns};
  Shape out = vectors == 1 ? Shape{rows} : Shape{vectors, rows};
  add_products(step, value, std::move(matrix), std::move(layer), in, std::move(out), integers, columns);
  Layout layout;
  layout.extents = value.layout.extents;
  layout.dims = value.layout.dims;
  layout.order = value.layout.order;
  for (const std::size_t factor : layout.dims[dim]) std::erase(layout.order, factor);
  layout.dims[dim].clear();
  if (rows != 1) layout.dims[dim].push_back(layout.add_factor(rows));
  value.layout = std::move(layout);
  return value;
}

}  // namespace

void front_mat_mul(FrontStep& step) {
  if (step.find_constant(0) != nullptr)
    step.refuse("weights on the left",
                "weights as the second input: x times weights, as nn.Linear exports it");
  step.give(multiply(step, false));
}

void front_gemm(FrontStep& step) {
  step.demand(step.integer("transA", 0) == 0, "transA = 1", "0: a frame is a row");
  Value value = multiply(step, step.integer("transB", 0) != 0);
  const float alpha = step.number("alpha", 1);
  const float beta = step.number("beta", 1);
  for (const float factor : {alpha, beta})
    step.demand(std::isfinite(factor), fmt::format("a factor of {}", factor), "finite numbers");
  if (alpha != 1) step.append(value, {Operation::Kind::kMultiply, Periodic<float>(alpha)});
  if (step.has_input(2)) {
    Periodic<float> bias = step.spread(step.constant(2, "a bias"), value.layout, "a bias");
    for (float& each : bias.values) each *= beta;
    step.append(value, {Operation::Kind::kAdd, std::move(bias)});
  }
  step.give(std::move(value));
}

}  // namespace weir::importer

// Quant (IntQuant), BipolarQuant, MultiThreshold, Trunc, by QONNX's definitions.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

constexpr std::int64_t kMostQuantBits = 32;

Rounding rounding_of(const FrontStep& step, const std::string& fallback) {
  std::string mode = step.text("rounding_mode", fallback);
  std::ranges::transform(mode, mode.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  step.demand(mode == "ROUND" || mode == "FLOOR" || mode == "CEIL", "rounding_mode = " + mode,
              "ROUND, FLOOR or CEIL");
  return mode == "ROUND" ? Rounding::kHalfEven : mode == "FLOOR" ? Rounding::kFloor : Rounding::kCeil;
}

std::int64_t bits_of(const FrontStep& step, std::size_t place) {
  const Constant& bits = step.constant(place, "a bit width");
  step.demand(bits.size() == 1, "bit widths of shape " + to_string(bits.shape),
              "one bit width for the tensor");
  const float value = bits.values[0];
  step.demand(value >= 1 && value <= kMostQuantBits && value == std::floor(value),
              fmt::format("a bit width of {}", value), "1 to 32");
  return static_cast<std::int64_t>(value);
}

void check_scales(const FrontStep& step, const std::vector<float>& scales) {
  for (const float scale : scales)
    step.demand(std::isnormal(scale) && scale > 0, fmt::format("a scale of {}", scale),
                "scales above 0 (2^-126 and more)");
}

// What a Quant's attributes and constants say, but for the shape of its scale and zero point.
struct QuantRange {
  bool sign_only = false;  // one bit, signed: -1 or 1
  std::int64_t bits = 1;
  std::int64_t low = 0;
  std::int64_t high = 1;
  DataType type;
  Rounding rounding = Rounding::kHalfEven;
};

QuantRange range_of(const FrontStep& step) {
  QuantRange range;
  const bool is_signed = step.integer("signed", 1) != 0;
  const bool narrow = step.integer("narrow", 0) != 0;
  range.bits = bits_of(step, 3);
  range.rounding = rounding_of(step, "ROUND");
  const std::int64_t half = std::int64_t{1} << (range.bits - 1);
  if (is_signed && range.bits == 1) {
    range.sign_only = true;
    range.low = -1;
    range.type = DataType::bipolar();
  } else if (is_signed) {
    range.low = narrow ? 1 - half : -half;
    range.high = half - 1;
    range.type = DataType::sint(static_cast<int>(range.bits));
  } else {
    range.high = 2 * half - 1 - (narrow ? 1 : 0);
    range.type = DataType::uint(static_cast<int>(range.bits));
  }
  return range;
}

std::int64_t level_of(const QuantRange& range, float x, float scale, float zero) {
  if (range.sign_only) return x / scale + zero >= 0 ? 1 : -1;
  return round_to_level(x, scale, zero, range.low, range.high, range.rounding);
}

void check_zero_points(const FrontStep& step, const std::vector<float>& zeros) {
  for (const float zero : zeros)
    step.demand(zero == std::floor(zero) && std::abs(zero) < 1e9F, fmt::format("a zero point of {}", zero),
                "whole numbers");
}

// Indices into an array that is broadcast to `shape`.
std::vector<std::size_t> broadcast(const FrontStep& step, const Constant& array, const Shape& shape,
                                   const std::string& what) {
  const auto indices = Layout(shape).spread(array.shape);
  if (!indices)
    step.refuse(what + " of shape " + to_string(array.shape),
                "a shape that is broadcast to " + to_string(shape));
  std::vector<std::size_t> all(static_cast<std::size_t>(elements_of(shape)));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = (*indices)[i % indices->size()];
  return all;
}

// Weights, most of which lie beyond the quantizer's range, are another network than the one trained.
void warn_of_clipping(FrontStep& step, const Constant& constant, const QuantRange& range,
                      const std::vector<float>& levels) {
  const auto beyond = std::ranges::count_if(levels, [&](float level) {
    return level > static_cast<float>(range.high) + 0.5F || level < static_cast<float>(range.low) - 0.5F;
  });
  const auto all = static_cast<std::int64_t>(levels.size());
  if (range.sign_only || all < 4 || 4 * beyond < all) return;
  step.warn(fmt::format("{} of {} values of shape {} lie beyond {} to {} and clip{}", beyond, all,
                        to_string(constant.shape), range.low, range.high,
                        range.low == 0 ? ": with signed = 0 all negative values become 0" : ""));
}

Constant quantize_constant(FrontStep& step, const Constant& constant, const QuantRange& range,
                           const Constant& scale, const Constant& zero) {
  const auto scales = broadcast(step, scale, constant.shape, "a scale");
  const auto zeros = broadcast(step, zero, constant.shape, "a zero point");
  Constant quantized;
  quantized.shape = constant.shape;
  std::vector<float> levels;
  for (std::size_t i = 0; i < constant.values.size(); ++i) {
    const float s = scale.values[scales[i]];
    const float z = zero.values[zeros[i]];
    step.demand(!std::isnan(constant.values[i]), "a value that is not a number", "numbers");
    levels.push_back(constant.values[i] / s + z);
    const std::int64_t k = level_of(range, constant.values[i], s, z) - static_cast<std::int64_t>(z);
    quantized.integers.push_back(k);
    quantized.scales.push_back(static_cast<double>(s));
    quantized.values.push_back(scaled(k, static_cast<double>(s)));
  }
  warn_of_clipping(step, constant, range, levels);
  return quantized;
}

}  // namespace

void front_quant(FrontStep& step) {
  const QuantRange range = range_of(step);
  const Constant& scale = step.constant(1, "a scale");
  const Constant& zero = step.constant(2, "a zero point");
  check_scales(step, scale.values);
  check_zero_points(step, zero.values);
  if (const Constant* constant = step.find_constant(0)) {
    step.give(quantize_constant(step, *constant, range, scale, zero));
    return;
  }
  Value value = step.data();
  const Layout layout = step.stream_layout(value);
  const Periodic<float> scales = step.spread(scale, layout, "a scale");
  const Periodic<float> zeros = step.spread(zero, layout, "a zero point");
  step.demand(range.high > range.low, "a quantizer of one value: a bit width of 1, narrow and not signed",
              "a bit width of 2 and more");
  Quantizer quantizer;
  quantizer.low = range.low;
  quantizer.high = range.high;
  quantizer.type = range.type;
  quantizer.period = std::lcm(scales.period(), zeros.period());
  quantizer.level = [=](float x, std::size_t e) { return level_of(range, x, scales.at(e), zeros.at(e)); };
  quantizer.values.scale = combine(scales, zeros, [](float s, float) { return static_cast<double>(s); });
  quantizer.values.offset =
      combine(zeros, scales, [](float z, float) { return -static_cast<std::int64_t>(z); });
  step.give(step.quantize(std::move(value), quantizer));
}

void front_bipolar_quant(FrontStep& step) {
  const Constant& scale = step.constant(1, "a scale");
  check_scales(step, scale.values);
  QuantRange range;
  range.sign_only = true;
  range.low = -1;
  range.type = DataType::bipolar();
  if (const Constant* constant = step.find_constant(0)) {
    Constant quantized = quantize_constant(step, *constant, range, scale, Constant{{}, {0.0F}, {}, {}});
    step.give(std::move(quantized));
    return;
  }
  Value value = step.data();
  const Layout layout = step.stream_layout(value);
  const Periodic<float> scales = step.spread(scale, layout, "a scale");
  Quantizer quantizer;
  quantizer.low = -1;
  quantizer.high = 1;
  quantizer.type = range.type;
  quantizer.level = [](float x, std::size_t) -> std::int64_t { return x >= 0 ? 1 : -1; };
  quantizer.values.scale = combine(scales, scales, [](float s, float) { return static_cast<double>(s); });
  step.give(step.quantize(std::move(value), quantizer));
}

namespace {

// The dimension whose elements have thresholds of their own: the second, or the last of NHWC and where only
// that fits.
std::size_t channel_dim(const FrontStep& step, const Shape& shape, std::int64_t channels) {
  step.demand(!shape.empty(), "a single number", "a tensor with channels");
  const bool last = step.text("data_layout", "NCHW").ends_with("C");
  const std::size_t second = std::min<std::size_t>(1, shape.size() - 1);
  if (last && shape.size() > 2) return shape.size() - 1;
  return shape[second] == channels || shape.back() != channels ? second : shape.size() - 1;
}

// If a single reader adds a whole number, it: the stream then carries the sums.
std::int64_t addend_behind(const FrontStep& step, const FrontState& state) {
  const std::string& output = step.node().outputs.at(0);
  const auto readers = state.readers.find(output);
  if (readers == state.readers.end() || readers->second != 1) return 0;
  for (const Node& node : state.graph.nodes) {
    if (node.inputs.size() != 2 || node.inputs[0] != output || (node.op != "Add" && node.op != "Sub"))
      continue;
    const auto constant = state.constants.find(node.inputs[1]);
    if (constant == state.constants.end() || constant->second.size() != 1) return 0;
    const float value = constant->second.values[0];
    if (value != std::floor(value) || std::abs(value) > 1e6F) return 0;
    return static_cast<std::int64_t>(node.op == "Add" ? value : -value);
  }
  return 0;
}

}  // namespace

void front_multi_threshold(FrontStep& step) {
  Value value = step.data();
  const Constant& thresholds = step.constant(1, "thresholds");
  step.demand(thresholds.shape.size() == 2 && thresholds.shape[1] >= 1,
              "thresholds of shape " + to_string(thresholds.shape), "[channels or 1, steps]");
  const std::int64_t rows = thresholds.shape[0];
  const std::int64_t steps = thresholds.shape[1];
  const float scale = step.number("out_scale", 1);
  const float bias = step.number("out_bias", 0);
  step.demand(std::isnormal(scale) && scale > 0 && std::isfinite(bias),
              fmt::format("out_scale = {} and out_bias = {}", scale, bias), "a scale above 0, and a bias");
  const Layout layout = step.stream_layout(value);
  const Shape shape = layout.shape();
  const std::size_t dim = channel_dim(step, shape, rows);
  step.demand(rows == 1 || shape.at(dim) == rows, fmt::format("{} rows of thresholds", rows),
              fmt::format("1, or {} as there are channels", shape.at(dim)));
  for (const float threshold : thresholds.values)
    step.demand(!std::isnan(threshold), "a threshold that is not a number", "numbers");
  // A row for each element of the stream.
  Constant index{Shape(shape.size() - dim, 1), {}, {}, {}};
  index.shape[0] = rows;
  for (std::int64_t r = 0; r < rows; ++r) index.values.push_back(static_cast<float>(r));
  const Periodic<float> row_of = step.spread(index, layout, "thresholds");
  std::vector<std::vector<float>> sorted;
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto first = thresholds.values.begin() + r * steps;
    sorted.emplace_back(first, first + steps);
    std::ranges::sort(sorted.back());
  }
  const auto count = [sorted = std::move(sorted), row_of](float x, std::size_t e) -> std::int64_t {
    const auto& row = sorted[static_cast<std::size_t>(row_of.at(e))];
    return std::upper_bound(row.begin(), row.end(), x) - row.begin();
  };
  Quantizer quantizer;
  quantizer.period = row_of.period();
  quantizer.values.scale = Periodic<double>(static_cast<double>(scale));
  const float shift = bias / scale;
  std::optional<Operation> rest;
  if (steps == 1 && scale == -2 * bias) {
    quantizer.low = -1;
    quantizer.type = DataType::bipolar();
    quantizer.values.scale = Periodic<double>(static_cast<double>(scale) / 2);
    quantizer.level = [count](float x, std::size_t e) { return 2 * count(x, e) - 1; };
  } else {
    if (shift == std::floor(shift) && std::abs(shift) < 1e6F && shift * scale == bias) {
      quantizer.low = static_cast<std::int64_t>(shift);
    } else {
      rest = Operation{Operation::Kind::kAdd, Periodic<float>(bias)};
    }
    if (quantizer.low == 0 && !rest && scale == 1) {
      quantizer.low = addend_behind(step, step.state());
      quantizer.values.offset = Periodic<std::int64_t>(-quantizer.low);
    }
    quantizer.high = quantizer.low + steps;
    quantizer.type = DataType::smallest(quantizer.low, quantizer.high);
    const std::int64_t low = quantizer.low;
    quantizer.level = [count, low](float x, std::size_t e) { return low + count(x, e); };
  }
  Value next = step.quantize(std::move(value), quantizer);
  if (rest) step.append(next, *rest);
  step.give(std::move(next));
}

void front_trunc(FrontStep& step) {
  Value value = step.data();
  step.demand(value.place == Value::Place::kStream, "it before the first quantizer",
              "a quantizer before it, whose integers it truncates");
  const std::size_t inputs = step.node().inputs.size();
  step.demand(inputs == 5 || inputs == 7, fmt::format("{} inputs", inputs),
              "x, scale, zero point, bit widths in and out; or seven, from 2025 on");
  const bool old = inputs == 5;
  const auto number = [&](std::size_t place, const char* what) {
    const Constant& constant = step.constant(place, what);
    step.demand(constant.size() == 1, std::string(what) + " of shape " + to_string(constant.shape),
                "one for the tensor");
    return constant.values[0];
  };
  const float scale = number(1, "a scale");
  const float zero = number(2, "a zero point");
  const std::int64_t out_bits = bits_of(step, old ? 4 : 6);
  const float out_scale = old ? scale : number(4, "a scale of the output");
  check_scales(step, {scale, out_scale});
  check_zero_points(step, {zero});
  const std::int64_t cut = old ? bits_of(step, 3) - out_bits : std::llround(std::log2(out_scale / scale));
  step.demand(cut >= 0 && cut < kMostQuantBits, fmt::format("{} bits to cut", cut), "0 to 31");
  const float divisor = std::ldexp(1.0F, static_cast<int>(cut));
  const float out_zero = old ? zero : zero / divisor;
  check_zero_points(step, {out_zero});
  const Rounding rounding = rounding_of(step, "FLOOR");
  std::int64_t low = 0, high = 0;
  const auto level = [=](float x, std::int64_t least, std::int64_t most) {
    return round_to_level(std::nearbyint(x / scale + zero), divisor, 0, least, most, rounding);
  };
  if (old) {
    // Not clamped: as far as the values that come in reach.
    constexpr std::int64_t kFar = std::int64_t{1} << 40;
    const PlannedStream& stream = step.stream_of(value);
    for (std::size_t e = 0; e < value.period(); ++e) {
      for (const std::int64_t k :
           {std::ranges::min(stream.low.values), std::ranges::max(stream.high.values)}) {
        const std::int64_t found = level(value.at(k, e), -kFar, kFar);
        low = std::min(low, found);
        high = std::max(high, found);
      }
    }
    step.demand(high > low, "values that are all cut off", "fewer bits to cut");
  } else {
    const bool is_signed = step.integer("signed", 1) != 0;
    const bool narrow = step.integer("narrow", 0) != 0;
    const std::int64_t half = std::int64_t{1} << (out_bits - 1);
    low = is_signed ? (narrow ? 1 - half : -half) : 0;
    high = is_signed ? half - 1 : 2 * half - 1 - (narrow ? 1 : 0);
    step.demand(high > low, "an output of one value", "two values and more");
  }
  Quantizer quantizer;
  quantizer.low = low;
  quantizer.high = high;
  quantizer.type = DataType::smallest(low, high);
  quantizer.level = [=](float x, std::size_t) { return level(x, low, high); };
  quantizer.values.scale = Periodic<double>(static_cast<double>(out_scale));
  quantizer.values.offset = Periodic<std::int64_t>(-static_cast<std::int64_t>(out_zero));
  step.give(step.quantize(std::move(value), quantizer));
}

}  // namespace weir::importer

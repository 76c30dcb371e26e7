#include "regress/draw_layer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "network/layers/products.hpp"

namespace weir::regress {

namespace {

bool is_map(const Source& source) {
  return source.stream.shape.size() == 2 || source.stream.shape.size() == 3;
}
bool is_plain(const Source& source) { return source.windows == nullptr && source.stream.shape.size() < 4; }
bool is_depthwise(const Source& source) { return source.windows != nullptr && source.windows->depthwise; }
bool multiplies(const Source& source) { return source.stream.element.bits < 32; }

std::int64_t channels_of(const Source& source) { return source.stream.shape.back(); }

// A pair of numbers over a map: one number where one will do, else a list.
std::string extent(const Extent& extent, const FeatureMap& map) {
  if (map.one_dimensional || extent.height == extent.width) return fmt::format("{}", extent.width);
  return fmt::format("[{}, {}]", extent.height, extent.width);
}

// --- Products ---

// Of sums in so many rows: thresholds and an output type, or neither.
std::string activation(std::int64_t rows, bool required, Dice& dice) {
  if (!required && dice.one_in(2)) return "";
  const DataType output = dice.type(32);
  const std::int64_t levels = output.kind == DataType::Kind::kBipolar ? 2 : output.max() - output.min() + 1;
  std::int64_t steps = levels - 1;
  const std::int64_t most = rows > 8 ? 40 : 255;
  if (steps > most || dice.one_in(4)) steps = dice.between(1, std::min(steps, dice.one_in(3) ? most : 15));
  return fmt::format(", thresholds: {{{}{}}}, output: {}", dice.source(),
                     steps == levels - 1 ? "" : fmt::format(", steps: {}", steps), output.name());
}

// Weights, thresholds, output and accumulator of sums of so many products.
std::string products(const DataType& input, std::int64_t rows, std::int64_t terms, const std::string& memory,
                     Dice& dice) {
  const auto head = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(terms)));
  const DataType weight = dice.type(std::max(1, 32 - input.bits - head));
  std::string keys = fmt::format("weights: {{type: {}, {}{}}}", weight.name(), dice.source(), memory);
  if (const int bits = accumulator_for(input, weight, terms).bits; bits < 32 && dice.one_in(4)) {
    const auto wider = dice.one_in(3) ? 32 : dice.between(bits + 1, 32);
    keys += fmt::format(", accumulator: {}", DataType::sint(static_cast<int>(wider)).name());
  }
  return keys + activation(rows, false, dice);
}

std::string memory(std::int64_t weights, std::int64_t a_cycle, Dice& dice) {
  if (!dice.one_in(3)) return "";
  std::vector<std::string> keys;
  if (dice.one_in(2)) {
    // As many as are used a cycle, fewer, or more.
    const std::int64_t at_most_one_beat = weights / std::gcd(weights, a_cycle);
    const std::int64_t beat =
        dice.one_in(2) ? dice.divisor(a_cycle) : a_cycle * dice.divisor(at_most_one_beat);
    keys.push_back(fmt::format("elements_per_beat: {}", beat));
  }
  if (dice.one_in(2)) keys.push_back(fmt::format("cycles_per_beat: {}", dice.between(1, 4)));
  if (keys.empty()) return ", streamed: true";
  return fmt::format(", streamed: true, memory: {{{}}}", fmt::join(keys, ", "));
}

std::int64_t rows(Dice& dice) { return dice.any(std::vector<std::int64_t>{1, 2, 3, 4, 6, 8, 12, 16}); }

std::string mvtu(const Source& source, Dice& dice) {
  const Shape& shape = source.stream.shape;
  const std::int64_t count = rows(dice);
  std::int64_t pe = dice.divisor(count);
  std::int64_t columns = shape.back();
  std::int64_t mmv = 1;
  bool flatten = false;
  std::int64_t simd = 1;
  if (source.windows != nullptr) {
    mmv = source.windows->mmv;
    columns = shape[shape.size() - 3] * shape.back();
    simd = source.windows->simd;
    pe = count;
  } else if (shape.size() > 1 && shape[shape.size() - 2] > 1 && dice.one_in(4)) {
    mmv = dice.divisor(shape[shape.size() - 2]);
    simd = columns;
    if (mmv > 1) pe = count;
  } else {
    flatten = dice.one_in(shape.size() > 1 ? 4 : 16);
    if (flatten) columns = elements_of(shape);
    simd = dice.divisor(columns);
  }
  return fmt::format(
      "rows: {}, pe: {}, simd: {}, {}{}{}", count, pe, simd,
      products(source.stream.element, count, columns, memory(count * columns, pe * simd, dice), dice),
      mmv > 1 ? fmt::format(", mmv: {}", mmv) : "", flatten ? ", flatten: true" : "");
}

std::string vvtu(const Source& source, Dice& dice) {
  const std::int64_t positions = source.windows->kernel.area();
  return fmt::format("pe: {}, simd: {}, {}", source.windows->simd, dice.divisor(positions),
                     products(source.stream.element, source.windows->map.channels, positions, "", dice));
}

// --- Windows ---

struct Reach {
  std::int64_t kernel = 1, stride = 1, dilation = 1;
};

// Along one direction of a map, so many pixels long.
Reach reach(std::int64_t size, Dice& dice) {
  Reach reach;
  if (size > 1 && !dice.one_in(3)) reach.kernel = dice.between(2, std::min<std::int64_t>(size, 4));
  if (dice.one_in(2)) reach.stride = dice.between(2, 3);
  if (dice.one_in(2)) {
    const std::int64_t most = reach.kernel > 1 ? (size - 1) / (reach.kernel - 1) : 3;
    reach.dilation = dice.between(1, std::min<std::int64_t>(most, 3));
  }
  return reach;
}

// Windows over the map of a stream: kernel, stride and dilation.
Swu windows_over(const Stream& stream, Dice& dice) {
  Swu swu;
  swu.map = FeatureMap::of(stream.shape);
  swu.element = stream.element;
  const Reach width = reach(swu.map.size.width, dice);
  // As often as not the same in both directions.
  Reach height = dice.one_in(2) ? reach(swu.map.size.height, dice) : width;
  if ((height.kernel - 1) * height.dilation + 1 > swu.map.size.height) height = {};
  if (swu.map.one_dimensional) height = {};
  swu.kernel = {height.kernel, width.kernel};
  swu.stride = {height.stride, width.stride};
  swu.dilation = {height.dilation, width.dilation};
  return swu;
}

std::string window_keys(const Swu& swu, Dice& dice) {
  std::string keys = fmt::format("kernel: {}", extent(swu.kernel, swu.map));
  if (swu.stride != Extent{} || dice.one_in(4)) keys += ", stride: " + extent(swu.stride, swu.map);
  if (swu.dilation != Extent{} || dice.one_in(4)) keys += ", dilation: " + extent(swu.dilation, swu.map);
  return keys;
}

// Pixels of the line buffer: what a window spans, up to more than full rate needs; none stated half the time.
std::string buffer(Swu swu, Dice& dice) {
  if (swu.parallel_window || dice.one_in(2)) return "";
  swu.buffer_pixels = 0;
  check(swu);
  const std::int64_t least = swu.window_pixels();
  const std::int64_t full = swu.full_rate_pixels();
  const std::int64_t pixels = dice.any(
      std::vector<std::int64_t>{least, dice.between(least, full), full, dice.between(full + 1, full + 8)});
  return fmt::format(", buffer_pixels: {}", pixels);
}

std::string swu_keys(Swu swu, Dice& dice) {
  check(swu);  // shortens a stride that leads out of the map
  std::string keys = window_keys(swu, dice);
  if (swu.depthwise) {
    swu.parallel_window = dice.one_in(3);
  } else if (dice.one_in(3)) {
    swu.parallel_window = true;
  } else if (dice.one_in(2)) {
    swu.mmv = dice.divisor(swu.windows().width);
  }
  swu.simd = swu.parallel_window && !swu.depthwise ? swu.map.channels : dice.divisor(swu.map.channels);
  keys += fmt::format(", simd: {}", swu.simd);
  if (swu.depthwise) keys += ", depthwise: true";
  if (swu.parallel_window) keys += ", parallel_window: true";
  if (swu.mmv > 1) keys += fmt::format(", mmv: {}", swu.mmv);
  return keys + buffer(swu, dice);
}

std::string swu(const Source& source, Dice& dice) {
  Swu swu = windows_over(source.stream, dice);
  swu.depthwise = dice.one_in(3);
  return swu_keys(swu, dice);
}

std::string pad_value(const DataType& type, Dice& dice) {
  if (type.holds(0) && dice.one_in(2)) return "";
  return fmt::format(", value: {}", dice.value_of(type));
}

std::string sides(const FeatureMap& map, Dice& dice) {
  if (dice.one_in(4)) return fmt::format("{}", dice.between(0, 2));
  std::vector<std::int64_t> pads(map.one_dimensional ? 2 : 4);
  for (std::int64_t& side : pads) side = dice.one_in(2) ? 0 : dice.between(1, 3);
  return fmt::format("[{}]", fmt::join(pads, ", "));
}

std::string pad(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  std::string keys = fmt::format("pads: {}, simd: {}", sides(map, dice), dice.divisor(map.channels));
  const auto gap = [&](std::int64_t size) { return size > 1 && dice.one_in(2) ? dice.between(1, 2) : 0; };
  const Extent between{map.one_dimensional ? 0 : gap(map.size.height), gap(map.size.width)};
  if (between.area() + between.height + between.width > 0)
    keys += fmt::format(", between: {}", extent(between, map));
  return keys + pad_value(source.stream.element, dice);
}

// Of a convolution: what it says of its padding, and the map that comes of it.
std::string conv_pads(const FeatureMap& map, Stream& stream, Dice& dice) {
  const std::int64_t each = dice.between(0, 2);
  const DataType& type = stream.element;
  std::vector<std::string> own;
  if (dice.one_in(2)) own.push_back(fmt::format("simd: {}", dice.divisor(map.channels)));
  if (!type.holds(0) || dice.one_in(2)) own.push_back(fmt::format("value: {}", dice.value_of(type)));
  for (std::size_t d = 0; d + 1 < stream.shape.size(); ++d) stream.shape[d] += 2 * each;
  return fmt::format(", pads: {}", each) +
         (own.empty() ? "" : fmt::format(", pad: {{{}}}", fmt::join(own, ", ")));
}

std::string conv(const Source& source, Dice& dice) {
  Stream padded = source.stream;
  const FeatureMap map = FeatureMap::of(padded.shape);
  std::string more;
  if (dice.one_in(2)) more = conv_pads(map, padded, dice);
  Swu swu = windows_over(padded, dice);
  swu.depthwise = dice.one_in(3);
  check(swu);
  const std::int64_t channels = swu.depthwise ? map.channels : rows(dice);
  const std::int64_t columns = swu.kernel.area() * (swu.depthwise ? 1 : map.channels);
  std::int64_t pe = dice.divisor(channels);
  std::int64_t simd = dice.divisor(columns);
  if (!swu.depthwise && dice.one_in(3)) swu.mmv = dice.divisor(swu.windows().width);
  if (swu.mmv > 1) {
    pe = channels;
    simd = dice.divisor(map.channels);
    more += fmt::format(", mmv: {}", swu.mmv);
  }
  more += swu.depthwise ? ", depthwise: true" : fmt::format(", channels: {}", channels);
  swu.simd = swu.depthwise ? pe : std::gcd(simd, map.channels);
  const bool has_windows = swu.depthwise || swu.kernel != Extent{} || swu.stride != Extent{};
  if (has_windows && dice.one_in(4)) {
    const std::string pixels = buffer(swu, dice);
    if (!pixels.empty()) more += fmt::format(", swu: {{parallel_window: false{}}}", pixels);
  }
  return fmt::format("{}{}, pe: {}, simd: {}, {}", window_keys(swu, dice), more, pe, simd,
                     products(source.stream.element, channels, columns,
                              swu.depthwise ? "" : memory(channels * columns, pe * simd, dice), dice));
}

// --- Pools ---

std::string maxpool(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  const auto along = [&](std::int64_t size) { return dice.between(1, std::min<std::int64_t>(size, 4)); };
  const std::int64_t width = along(map.size.width);
  const std::int64_t height = dice.one_in(2) && width <= map.size.height ? width : along(map.size.height);
  return fmt::format("kernel: {}, pe: {}", extent({map.one_dimensional ? 1 : height, width}, map),
                     dice.divisor(map.channels));
}

std::string pool(const Source& source, Dice& dice) {
  const DataType& type = source.stream.element;
  const bool global = source.windows == nullptr;
  std::string keys;
  std::int64_t positions = 0;
  if (global) {
    positions = elements_of(source.stream.shape) / channels_of(source);
    keys = fmt::format("global: true, pe: {}", dice.divisor(channels_of(source)));
  } else {
    positions = source.windows->kernel.area();
    keys = fmt::format("pe: {}, simd: {}", source.windows->simd, dice.divisor(positions));
  }
  const std::int64_t op = type.kind == DataType::Kind::kBipolar ? 0 : dice.between(0, 2);
  if (op == 0) return "op: max, " + keys;
  if (op == 1) return "op: accumulate, " + keys;
  const bool is_signed = type.min() < 0;
  const std::int64_t least = is_signed ? 2 : 1;
  if (dice.one_in(2)) {  // shifted so that it fits
    const std::int64_t bits = dice.between(least, std::min(type.bits + 2, is_signed ? 32 : 31));
    return fmt::format("op: average, {}, output: {}int{}", keys, is_signed ? "" : "u", bits);
  }
  const std::int64_t shift = dice.one_in(4) ? 0 : dice.between(1, 6);
  const DataType holds = DataType::smallest(positions * type.min() >> shift, positions * type.max() >> shift);
  return fmt::format("op: average, {}, output: {}int{}, shift: {}", keys, is_signed ? "" : "u",
                     dice.between(std::max<std::int64_t>(holds.bits, least), is_signed ? 32 : 31), shift);
}

// --- Elements one by one ---

std::string threshold(const Source& source, Dice& dice) {
  return fmt::format("pe: {}{}", dice.divisor(channels_of(source)),
                     activation(channels_of(source), true, dice));
}

std::string channelwise(const Source& source, Dice& dice) {
  static const std::vector<std::string> kOps{"add", "multiply", "compare"};
  const std::string op = dice.any(kOps);
  const int bits = op == "multiply" ? std::max(1, 32 - source.stream.element.bits) : 32;
  return fmt::format("op: {}, pe: {}, parameters: {{type: {}, {}}}", op, dice.divisor(channels_of(source)),
                     dice.type(bits).name(), dice.source());
}

std::string dwc(const Source& source, Dice& dice) {
  const Stream& stream = source.stream;
  const std::int64_t frame = elements_of(stream.shape) * stream.element.bits;
  std::vector<std::int64_t> widths;
  for (std::int64_t bits = 1; bits <= std::min<std::int64_t>(frame, 512); ++bits) {
    if (frame % bits == 0) widths.push_back(bits);
  }
  if (dice.one_in(8)) return fmt::format("out_bits: {}", stream.width_bits);
  return fmt::format("out_bits: {}", dice.any(widths));
}

std::string upsample(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  const auto factor = [&] { return dice.one_in(2) ? 1 : dice.between(2, 4); };
  const Extent scale{map.one_dimensional ? 1 : factor(), factor()};
  return fmt::format("scale: {}, simd: {}", extent(scale, map), dice.divisor(map.channels));
}

std::string downsample(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  const auto factor = [&] { return dice.one_in(2) ? 1 : dice.between(2, 4); };
  const Extent stride{map.one_dimensional ? 1 : factor(), factor()};
  return fmt::format("stride: {}, simd: {}", extent(stride, map), dice.divisor(map.channels));
}

// Its tables have an entry for each value of the type.
bool indexes(const Source& source) {
  const DataType& type = source.stream.element;
  return is_plain(source) && type.kind == DataType::Kind::kUnsigned && type.bits <= 6 &&
         (source.stream.shape.size() == 1 || channels_of(source) == 1);
}

std::string lookup(const Source& /*source*/, Dice& dice) {
  const std::int64_t dimension = dice.any(std::vector<std::int64_t>{1, 2, 3, 4, 6, 8});
  return fmt::format("pe: {}, table: {{type: {}, dimension: {}, {}}}", dice.divisor(dimension),
                     dice.type(32).name(), dimension, dice.source());
}

bool normalizes(const Source& source) {
  const DataType& type = source.stream.element;
  return is_plain(source) && type.kind == DataType::Kind::kUnsigned && type.bits <= 16;
}

std::string normalize(const Source& source, Dice& dice) {
  return fmt::format("pe: {}, output: {}", dice.divisor(elements_of(source.stream.shape)),
                     DataType::uint(static_cast<int>(dice.between(1, 8))).name());
}

std::string label_select(const Source& source, Dice& dice) {
  const std::int64_t inputs = elements_of(source.stream.shape);
  const std::int64_t classes = dice.any(std::vector<std::int64_t>{inputs, dice.between(1, inputs)});
  const std::int64_t most = std::min<std::int64_t>(classes, 8);
  const std::int64_t k = dice.any(std::vector<std::int64_t>{1, most, dice.between(1, most)});
  return fmt::format("pe: {}, classes: {}{}", dice.divisor(inputs), classes,
                     k > 1 || dice.one_in(2) ? fmt::format(", k: {}", k) : "");
}

std::string tmr_check(const Source& source, Dice& dice) {
  std::vector<std::int64_t> triplets;
  for (std::int64_t first = 0; first + 3 <= channels_of(source);) {
    const bool last = first + 6 > channels_of(source);
    if (!dice.one_in(3) || (last && triplets.empty())) {
      triplets.push_back(first);
      first += 3;
    } else {
      first += last ? 1 : dice.between(1, 2);
    }
  }
  return fmt::format("triplets: [{}]", fmt::join(triplets, ", "));
}

}  // namespace

Source::Source(const Stream& from, const Layer* producer) : stream(from) {
  const auto* swu = producer == nullptr ? nullptr : std::get_if<Swu>(&producer->params);
  if (swu != nullptr && (swu->depthwise || swu->mmv > 1)) windows = swu;
}

const std::vector<UnaryKind>& unary_kinds() {
  constexpr auto kPlainMap = [](const Source& s) { return is_plain(s) && is_map(s); };
  static const std::vector<UnaryKind> kKinds{
      {"mvtu",
       [](const Source& s) {
         return !is_depthwise(s) && (s.windows != nullptr || is_plain(s)) && multiplies(s);
       },
       mvtu},
      {"vvtu", [](const Source& s) { return is_depthwise(s) && multiplies(s); }, vvtu},
      {"conv", [](const Source& s) { return is_plain(s) && is_map(s) && multiplies(s); }, conv},
      {"swu", kPlainMap, swu},
      {"pad", kPlainMap, pad},
      {"maxpool", kPlainMap, maxpool},
      {"pool", [](const Source& s) { return is_depthwise(s) || is_plain(s); }, pool},
      {"threshold", is_plain, threshold},
      {"channelwise", is_plain, channelwise},
      {"dwc", is_plain, dwc},
      {"upsample", kPlainMap, upsample},
      {"downsample", kPlainMap, downsample},
      {"lookup", indexes, lookup},
      {"normalize", normalizes, normalize},
      {"label_select", is_plain, label_select},
      {"tmr_check", [](const Source& s) { return is_plain(s) && channels_of(s) >= 3; }, tmr_check},
  };
  return kKinds;
}

std::string keys_of_fork(Dice& dice) {
  const std::int64_t copies =
      dice.one_in(2) ? 2 : dice.any(std::vector<std::int64_t>{3, 4, dice.between(5, 16)});
  return copies == 2 && dice.one_in(2) ? "" : fmt::format("copies: {}", copies);
}

std::string keys_of_split(const Stream& stream, Dice& dice) {
  std::vector<std::int64_t> parts;
  std::int64_t left = stream.shape.back();
  // Parts that are multiples of a number, so that more than one channel at a time may pass.
  const std::int64_t divisor = dice.divisor(left);
  const std::int64_t unit = divisor == left ? 1 : divisor;
  const std::int64_t most = dice.any(std::vector<std::int64_t>{2, 4, 16});
  while (left > 0 && static_cast<std::int64_t>(parts.size()) + 1 < most) {
    const std::int64_t part = unit * dice.between(1, std::max<std::int64_t>(1, left / unit / 2));
    parts.push_back(std::min(part, left));
    left -= parts.back();
  }
  if (left > 0) parts.push_back(left);
  std::int64_t common = 0;
  for (const std::int64_t part : parts) common = std::gcd(common, part);
  return fmt::format("pe: {}, channels: [{}]", dice.divisor(common), fmt::join(parts, ", "));
}

std::string keys_of_memory(Dice& dice) {
  std::vector<std::string> keys;
  if (!dice.one_in(3))
    keys.push_back(fmt::format("latency: {}",
                               dice.any(std::vector<std::int64_t>{dice.between(1, 4), dice.between(5, 40)})));
  if (!dice.one_in(3)) keys.push_back(fmt::format("cycles_per_beat: {}", dice.between(1, 4)));
  if (!dice.one_in(3)) {
    keys.push_back(fmt::format("burst: {}", dice.one_in(4) ? 1 : dice.between(2, 12)));
    if (!dice.one_in(3)) keys.push_back(fmt::format("burst_gap: {}", dice.between(1, 6)));
  }
  return fmt::format("{}", fmt::join(keys, ", "));
}

std::string keys_of_eltwise(const Stream& one, Dice& dice) {
  static const std::vector<std::string> kOps{"add", "subtract", "absolute_difference", "multiply"};
  return fmt::format("op: {}, pe: {}", dice.any(kOps), dice.divisor(one.shape.back()));
}

std::string keys_of_add(const Stream& one, Dice& dice) {
  return fmt::format("pe: {}", dice.divisor(one.shape.back()));
}

std::string keys_of_concat(const std::vector<Stream>& streams, Dice& dice) {
  std::int64_t common = 0;
  for (const Stream& stream : streams) common = std::gcd(common, stream.shape.back());
  return fmt::format("pe: {}", dice.divisor(common));
}

std::string keys_of_depthwise_swu(const Source& source, Dice& dice) {
  Swu swu = windows_over(source.stream, dice);
  swu.depthwise = true;
  return swu_keys(swu, dice);
}

}  // namespace weir::regress

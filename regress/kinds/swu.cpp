#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

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
  return fmt::format(
      "{}{}, pe: {}, simd: {}, {}", window_keys(swu, dice), more, pe, simd,
      products(source.stream.element, channels, columns, memory(channels * columns, pe * simd, dice), dice));
}

}  // namespace

std::string keys_of_depthwise_swu(const Source& source, Dice& dice) {
  Swu swu = windows_over(source.stream, dice);
  swu.depthwise = true;
  return swu_keys(swu, dice);
}

Drawing drawing(Of<Swu> /*kind*/) {
  return {.subjects =
              {{.what = "conv", .lots = 2, .map = true, .multiplies = true},
               {.what = "swu", .lots = 4, .map = true},
               {.what = "swu+mvtu", .lots = 2, .chain = {"swu", "mvtu"}, .map = true, .multiplies = true}},
          .unary = {{"conv", [](const Source& s) { return is_plain_map(s) && multiplies(s); }, conv},
                    {"swu", is_plain_map, swu}}};
}

std::vector<Group> bins(Of<Swu> /*kind*/) {
  return {
      {"swu.kernel x stride x dilation", {kDirections, kDirections, kDirections}},
      {"swu.1-D kernel x stride x dilation", {kYesNo, kYesNo, kYesNo}},
      {"swu.depthwise x parallel window x mmv",
       {kYesNo, kYesNo, kYesNo},
       [](const Values& v) { return v[2] == "no" || (v[0] == "no" && v[1] == "no"); }},
      {"swu.depthwise x parallel window x simd",
       {kYesNo, kYesNo, kFoldings},
       // A window at once is of all channels, but in depthwise order.
       [](const Values& v) { return v[0] == "yes" || v[1] == "no" || v[2] == "all" || v[2] == "of 1"; }},
      {"swu.depthwise x buffer", {kYesNo, {"a window", "between", "full rate", "more"}}},
      {"swu.mmv x buffer", {kYesNo, {"a window", "between", "full rate", "more"}}},
      {"swu.left over", {kDirections}},
      {"swu.type", {kTypes}},
  };
}

void cover(Hits& hit, const Swu& swu) {
  if (swu.map.one_dimensional) {
    hit("swu.1-D kernel x stride x dilation",
        {yes_no(swu.kernel.width > 1), yes_no(swu.stride.width > 1), yes_no(swu.dilation.width > 1)});
  } else {
    hit("swu.kernel x stride x dilation",
        {directions(swu.kernel, 1), directions(swu.stride, 1), directions(swu.dilation, 1)});
  }
  const std::string depthwise = yes_no(swu.depthwise);
  const std::string parallel = yes_no(swu.parallel_window);
  const std::string mmv = yes_no(swu.mmv > 1);
  hit("swu.depthwise x parallel window x mmv", {depthwise, parallel, mmv});
  hit("swu.depthwise x parallel window x simd", {depthwise, parallel, folding(swu.simd, swu.map.channels)});
  if (!swu.parallel_window) {
    const std::int64_t full = swu.full_rate_pixels();
    const std::string buffer = swu.buffer_pixels == swu.window_pixels() ? "a window"
                               : swu.buffer_pixels < full               ? "between"
                               : swu.buffer_pixels == full              ? "full rate"
                                                                        : "more";
    hit("swu.depthwise x buffer", {depthwise, buffer});
    hit("swu.mmv x buffer", {mmv, buffer});
  }
  const Extent spread{(swu.kernel.height - 1) * swu.dilation.height + 1,
                      (swu.kernel.width - 1) * swu.dilation.width + 1};
  hit("swu.left over", {directions({(swu.map.size.height - spread.height) % swu.stride.height,
                                    (swu.map.size.width - spread.width) % swu.stride.width},
                                   0)});
  hit("swu.type", {type_kind(swu.element)});
}

}  // namespace weir::regress

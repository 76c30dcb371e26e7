#include "regress/kinds/shared.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>

#include "network/layers/products.hpp"

namespace weir::regress {

bool is_map(const Source& source) {
  return source.stream.shape.size() == 2 || source.stream.shape.size() == 3;
}

bool is_plain(const Source& source) { return source.windows == nullptr && source.stream.shape.size() < 4; }

bool is_plain_map(const Source& source) { return is_plain(source) && is_map(source); }

bool is_depthwise(const Source& source) { return source.windows != nullptr && source.windows->depthwise; }

bool multiplies(const Source& source) { return source.stream.element.bits < kMostBits; }

std::int64_t channels_of(const Source& source) { return source.stream.shape.back(); }

std::string extent(const Extent& extent, const FeatureMap& map) {
  if (map.one_dimensional || extent.height == extent.width) return fmt::format("{}", extent.width);
  return fmt::format("[{}, {}]", extent.height, extent.width);
}

PoolWindowKeys pool_windows(const FeatureMap& map, Dice& dice) {
  const auto along = [&](std::int64_t size) { return dice.between(1, std::min<std::int64_t>(size, 4)); };
  const std::int64_t width = along(map.size.width);
  const std::int64_t height = dice.one_in(2) && width <= map.size.height ? width : along(map.size.height);
  const Extent kernel{map.one_dimensional ? 1 : height, width};
  std::string keys = "kernel: " + extent(kernel, map);
  if (dice.one_in(3)) {
    const Extent stride{map.one_dimensional ? 1 : dice.between(1, 4), dice.between(1, 4)};
    keys += ", stride: " + extent(stride, map);
  }
  if (dice.one_in(3)) {
    std::vector<std::int64_t> pads;
    for (int end = 0; end < 2; ++end) {
      if (!map.one_dimensional) pads.push_back(dice.between(0, kernel.height - 1));
      pads.push_back(dice.between(0, kernel.width - 1));
    }
    keys += fmt::format(", pads: [{}]", fmt::join(pads, ", "));
  }
  if (dice.one_in(3)) keys += ", ceil: true";
  return {kernel, keys};
}

std::string activation(std::int64_t rows, bool required, Dice& dice) {
  if (!required && dice.one_in(2)) return "";
  const DataType output = dice.type(kMostBits);
  const std::int64_t levels = output.levels();
  std::int64_t steps = levels - 1;
  const std::int64_t most = rows > 8 ? 40 : 255;
  if (steps > most || dice.one_in(4)) steps = dice.between(1, std::min(steps, dice.one_in(3) ? most : 15));
  std::string keys = dice.source();
  if (steps < levels - 1) {
    keys += fmt::format(", steps: {}", steps);
    // Of a signed type it has to be stated.
    if (output.min() < 0 || dice.one_in(2))
      keys += fmt::format(", base: {}", dice.between(output.min(), output.max() - steps));
  }
  return fmt::format(", thresholds: {{{}}}, output: {}", keys, output.name());
}

std::string products(const DataType& input, std::int64_t rows, std::int64_t terms, const std::string& memory,
                     Dice& dice) {
  const auto head = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(terms)));
  const int most = dice.one_in(3) || input.bits + head >= 32 ? kMostBits : 32;  // of the sums
  const DataType weight = dice.type(std::max(1, most - input.bits - head));
  std::string keys = fmt::format("weights: {{type: {}, {}{}}}", weight.name(), dice.source(), memory);
  if (const int bits = accumulator_for(input, weight, terms).bits; bits < kMostBits && dice.one_in(4)) {
    const auto wider = dice.one_in(3) ? kMostBits : dice.between(bits + 1, kMostBits);
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

}  // namespace weir::regress

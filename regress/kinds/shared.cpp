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

bool multiplies(const Source& source) { return source.stream.element.bits < 32; }

std::int64_t channels_of(const Source& source) { return source.stream.shape.back(); }

std::string extent(const Extent& extent, const FeatureMap& map) {
  if (map.one_dimensional || extent.height == extent.width) return fmt::format("{}", extent.width);
  return fmt::format("[{}, {}]", extent.height, extent.width);
}

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

}  // namespace weir::regress

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

const Values kSigns{"unsigned", "signed"};
const Values kWidths{"as narrow as can be", "wider"};

// Of averages from `low` to `high`.
std::string output(std::int64_t low, std::int64_t high, bool is_signed, Dice& dice) {
  const std::int64_t least = std::max(DataType::smallest(low, high).bits, is_signed ? 2 : 1);
  const std::int64_t most = dice.one_in(4) ? kMostBits : std::min<std::int64_t>(least + 8, kMostBits);
  return fmt::format("output: {}int{}", is_signed ? "" : "u", dice.between(least, most));
}

std::string pool(const Source& source, Dice& dice) {
  const DataType& type = source.stream.element;
  std::string keys;
  std::int64_t positions = 0;
  if (source.windows != nullptr) {
    positions = source.windows->kernel.area();
    keys = fmt::format("pe: {}, simd: {}", source.windows->simd, dice.divisor(positions));
  } else if (is_map(source) && dice.one_in(2)) {
    const PoolWindowKeys windows = pool_windows(FeatureMap::of(source.stream.shape), dice);
    positions = windows.kernel.area();
    keys = fmt::format("{}, pe: {}, simd: {}", windows.keys, dice.divisor(channels_of(source)),
                       dice.divisor(positions));
  } else {
    positions = elements_of(source.stream.shape) / channels_of(source);
    keys = fmt::format("global: true, pe: {}", dice.divisor(channels_of(source)));
  }
  const auto head = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(positions)));
  const bool sums = type.kind != DataType::Kind::kBipolar && type.bits + head <= kMostBits;
  const std::int64_t op = sums ? dice.between(0, 3) : 0;
  if (op == 0) return "op: max, " + keys;
  if (op == 1) return "op: accumulate, " + keys;
  const bool is_signed = type.min() < 0;
  if (op == 2) {
    return fmt::format("op: average, {}, by: count, {}", keys,
                       output(type.min(), type.max(), is_signed, dice));
  }
  if (dice.one_in(2)) {  // shifted so that it fits
    const std::int64_t bits = dice.between(is_signed ? 2 : 1, std::min(type.bits + 2, kMostBits));
    return fmt::format("op: average, {}, output: {}int{}", keys, is_signed ? "" : "u", bits);
  }
  const std::int64_t shift = dice.one_in(4) ? 0 : dice.between(1, 6);
  return fmt::format(
      "op: average, {}, {}, shift: {}", keys,
      output(positions * type.min() >> shift, positions * type.max() >> shift, is_signed, dice), shift);
}

}  // namespace

Drawing drawing(Of<Pool> /*kind*/) {
  return {
      .subjects = {{.what = "pool", .lots = 1},
                   {.what = "swu+pool", .lots = 2, .chain = {"swu", "pool"}, .depthwise = true, .map = true}},
      .unary = {{"pool", [](const Source& s) { return is_depthwise(s) || is_plain(s); }, pool}}};
}

std::vector<Group> bins(Of<Pool> /*kind*/) {
  return {
      {"pool.op x type x global",
       {{"max", "average", "accumulate"}, kTypes, kYesNo},
       [](const Values& v) { return v[0] == "max" || v[1] != "bipolar"; }},
      {"pool.pe", {kFoldings}},
      {"pool.simd", {kFoldings}},
      {"pool.shift x sign x output", {classes({0, 1}), kSigns, kWidths}},
      {"pool.divided by x sign x output", {{"2^n", "others"}, kSigns, kWidths}},
  };
}

void cover(Hits& hit, const Pool& pool) {
  static const Values kOps{"max", "average", "accumulate"};
  hit("pool.op x type x global",
      {kOps[static_cast<std::size_t>(pool.op)], type_kind(pool.input), yes_no(pool.global)});
  hit("pool.pe", {folding(pool.pe, pool.channels)});
  if (!pool.global) hit("pool.simd", {folding(pool.simd, pool.positions)});
  if (pool.op != Pool::Op::kAverage) return;
  const auto [low, high] = pool.averages();
  const bool is_signed = pool.input.min() < 0;
  const int least = std::max(DataType::smallest(low, high).bits, is_signed ? 2 : 1);
  const std::string sign = kSigns[is_signed ? 1 : 0];
  const std::string width = kWidths[pool.result.bits > least ? 1 : 0];
  if (pool.divides()) {
    const bool power = std::has_single_bit(static_cast<std::uint64_t>(pool.positions));
    hit("pool.divided by x sign x output", {power ? "2^n" : "others", sign, width});
  } else {
    hit("pool.shift x sign x output", {class_of(*pool.shift, {0, 1}), sign, width});
  }
}

}  // namespace weir::regress

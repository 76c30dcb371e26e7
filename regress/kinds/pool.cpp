#include <fmt/format.h>

#include <algorithm>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

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
      {"pool.shift x sign x output",
       {classes({0, 1}), {"unsigned", "signed"}, {"as narrow as can be", "wider"}}},
  };
}

void cover(Hits& hit, const Pool& pool) {
  static const Values kOps{"max", "average", "accumulate"};
  hit("pool.op x type x global",
      {kOps[static_cast<std::size_t>(pool.op)], type_kind(pool.input), yes_no(pool.global)});
  hit("pool.pe", {folding(pool.pe, pool.channels)});
  if (!pool.global) hit("pool.simd", {folding(pool.simd, pool.positions)});
  if (pool.op != Pool::Op::kAverage) return;
  const DataType holds = DataType::smallest(pool.positions * pool.input.min() >> *pool.shift,
                                            pool.positions * pool.input.max() >> *pool.shift);
  hit("pool.shift x sign x output",
      {class_of(*pool.shift, {0, 1}), pool.input.min() < 0 ? "signed" : "unsigned",
       pool.result.bits > std::max(holds.bits, pool.input.min() < 0 ? 2 : 1) ? "wider"
                                                                             : "as narrow as can be"});
}

}  // namespace weir::regress

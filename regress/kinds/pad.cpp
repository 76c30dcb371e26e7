#include <fmt/format.h>
#include <fmt/ranges.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

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

}  // namespace

Drawing drawing(Of<Pad> /*kind*/) {
  return {.subjects = {{.what = "pad", .lots = 2, .map = true}}, .unary = {{"pad", is_plain_map, pad}}};
}

std::vector<Group> bins(Of<Pad> /*kind*/) {
  return {
      {"pad.rows x columns", {kSides, kSides}},
      {"pad.1-D", {kSides}},
      {"pad.between x other value", {kDirections, kYesNo}},
      {"pad.simd", {kFoldings}},
      {"pad.type", {kTypes}},
  };
}

void cover(Hits& hit, const Pad& pad) {
  const auto sides = [](std::int64_t before, std::int64_t after) -> std::string {
    if (before > 0 && after > 0) return "both";
    return before > 0 ? "before" : after > 0 ? "after" : "none";
  };
  const std::string columns = sides(pad.before.width, pad.after.width);
  if (pad.map.one_dimensional) {
    hit("pad.1-D", {columns});
  } else {
    hit("pad.rows x columns", {sides(pad.before.height, pad.after.height), columns});
  }
  hit("pad.between x other value", {directions(pad.between, 0), yes_no(pad.value != 0)});
  hit("pad.simd", {folding(pad.simd, pad.map.channels)});
  hit("pad.type", {type_kind(pad.element)});
}

}  // namespace weir::regress

#include <fmt/format.h>

#include <bit>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string maxpool(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  return fmt::format("{}, pe: {}", pool_windows(map, dice).keys, dice.divisor(map.channels));
}

}  // namespace

Drawing drawing(Of<Maxpool> /*kind*/) {
  return {.subjects = {{.what = "maxpool", .lots = 2, .map = true}},
          .unary = {{"maxpool", is_plain_map, maxpool}}};
}

std::vector<Group> bins(Of<Maxpool> /*kind*/) {
  return {
      // Left over is what windows do not reach, so only where they are larger than a pixel.
      {"maxpool.kernel x left over x beats held",
       {kDirections, kDirections, {"2^n", "others"}},
       [](const Values& v) { return v[0] == "both" || v[1] == "no" || v[1] == v[0]; }},
      {"maxpool.pe", {kFoldings}},
      {"maxpool.type", {kTypes}},
  };
}

void cover(Hits& hit, const Maxpool& maxpool) {
  const Extent left{maxpool.map.size.height % maxpool.kernel.height,
                    maxpool.map.size.width % maxpool.kernel.width};
  // Of one row of windows.
  const auto held = static_cast<std::uint64_t>(maxpool.map.size.width / maxpool.kernel.width *
                                               (maxpool.map.channels / maxpool.pe));
  hit("maxpool.kernel x left over x beats held",
      {directions(maxpool.kernel, 1), directions(left, 0), std::has_single_bit(held) ? "2^n" : "others"});
  hit("maxpool.pe", {folding(maxpool.pe, maxpool.map.channels)});
  hit("maxpool.type", {type_kind(maxpool.element)});
}

}  // namespace weir::regress

#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string upsample(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  const auto factor = [&] { return dice.one_in(2) ? 1 : dice.between(2, 4); };
  const Extent scale{map.one_dimensional ? 1 : factor(), factor()};
  return fmt::format("scale: {}, simd: {}", extent(scale, map), dice.divisor(map.channels));
}

}  // namespace

Drawing drawing(Of<Upsample> /*kind*/) {
  return {.subjects = {{.what = "upsample", .lots = 2, .map = true}},
          .unary = {{"upsample", is_plain_map, upsample}}};
}

std::vector<Group> bins(Of<Upsample> /*kind*/) {
  return {
      {"upsample.scale", {kDirections}},
      {"upsample.1-D scaled", {kYesNo}},
      {"upsample.simd", {kFoldings}},
  };
}

void cover(Hits& hit, const Upsample& upsample) {
  if (upsample.map.one_dimensional) {
    hit("upsample.1-D scaled", {yes_no(upsample.scale.width > 1)});
  } else {
    hit("upsample.scale", {directions(upsample.scale, 1)});
  }
  hit("upsample.simd", {folding(upsample.simd, upsample.map.channels)});
}

}  // namespace weir::regress

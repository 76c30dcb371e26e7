#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

std::string downsample(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  const auto factor = [&] { return dice.one_in(2) ? 1 : dice.between(2, 4); };
  const Extent stride{map.one_dimensional ? 1 : factor(), factor()};
  return fmt::format("stride: {}, simd: {}", extent(stride, map), dice.divisor(map.channels));
}

}  // namespace

Drawing drawing(Of<Downsample> /*kind*/) {
  return {.subjects = {{.what = "downsample", .lots = 2, .map = true}},
          .unary = {{"downsample", is_plain_map, downsample}}};
}

std::vector<Group> bins(Of<Downsample> /*kind*/) {
  return {
      {"downsample.stride", {kDirections}},
      {"downsample.1-D strided", {kYesNo}},
      {"downsample.left over", {kDirections}},
      {"downsample.simd", {kFoldings}},
  };
}

void cover(Hits& hit, const Downsample& downsample) {
  const Extent& size = downsample.map.size;
  const Extent& stride = downsample.stride;
  if (downsample.map.one_dimensional) {
    hit("downsample.1-D strided", {yes_no(stride.width > 1)});
  } else {
    hit("downsample.stride", {directions(stride, 1)});
  }
  hit("downsample.left over", {directions({size.height % stride.height, size.width % stride.width}, 0)});
  hit("downsample.simd", {folding(downsample.simd, downsample.map.channels)});
}

}  // namespace weir::regress

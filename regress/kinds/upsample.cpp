#include <fmt/format.h>

#include "regress/kinds/shared.hpp"

namespace weir::regress {

namespace {

const Values kGrowths{"not at all", "times", "by a fraction"};

std::string growth(std::int64_t in, std::int64_t out) {
  return kGrowths[out == in ? 0 : out % in == 0 ? 1 : 2];
}

std::string upsample(const Source& source, Dice& dice) {
  const FeatureMap map = FeatureMap::of(source.stream.shape);
  const bool scaled = dice.one_in(2);
  const auto along = [&](std::int64_t size) {
    if (scaled) return dice.one_in(2) ? 1 : dice.between(2, 4);
    return size + (dice.one_in(3) ? 0 : dice.between(1, 2 * size + 1));
  };
  const Extent keys{map.one_dimensional ? 1 : along(map.size.height), along(map.size.width)};
  return fmt::format("{}: {}, simd: {}", scaled ? "scale" : "size", extent(keys, map),
                     dice.divisor(map.channels));
}

}  // namespace

Drawing drawing(Of<Upsample> /*kind*/) {
  return {.subjects = {{.what = "upsample", .lots = 2, .map = true}},
          .unary = {{"upsample", is_plain_map, upsample}}};
}

std::vector<Group> bins(Of<Upsample> /*kind*/) {
  return {
      {"upsample.rows x columns", {kGrowths, kGrowths}},
      {"upsample.1-D", {kGrowths}},
      {"upsample.simd", {kFoldings}},
      {"upsample.kept rows",
       {{"none", "of one pixel", "of one beat a pixel", "of several pixels and beats"}}},
  };
}

void cover(Hits& hit, const Upsample& upsample) {
  const Extent& in = upsample.map.size;
  const Extent& out = upsample.size;
  const std::string columns = growth(in.width, out.width);
  if (upsample.map.one_dimensional) {
    hit("upsample.1-D", {columns});
  } else {
    hit("upsample.rows x columns", {growth(in.height, out.height), columns});
  }
  const bool one_beat = upsample.simd == upsample.map.channels;
  hit("upsample.kept rows", {out.height == in.height ? "none"
                             : in.width == 1         ? "of one pixel"
                             : one_beat              ? "of one beat a pixel"
                                                     : "of several pixels and beats"});
  hit("upsample.simd", {folding(upsample.simd, upsample.map.channels)});
}

}  // namespace weir::regress

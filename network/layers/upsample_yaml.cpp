#include "network/layer_parsers.hpp"

namespace weir {

namespace {

constexpr std::int64_t kMostTimes = 1024;

Extent scaled_size(const Yaml& yaml, const FeatureMap& map) {
  const Extent times = parse_extent(yaml, map);
  for (const std::int64_t each : {times.height, times.width}) {
    if (each > kMostTimes) yaml.fail(std::to_string(each), "1 to " + std::to_string(kMostTimes));
  }
  if (map.one_dimensional && times.height != 1) yaml.fail("rows above each other", "none in one dimension");
  return {map.size.height * times.height, map.size.width * times.width};
}

void parse_upsample(LayerEntry& entry) {
  const FeatureMap map = FeatureMap::of(entry.source().shape);
  const auto scale = entry.yaml.find("scale");
  const auto size = entry.yaml.find("size");
  if (scale && size) size->fail("it beside scale", "one of the two");
  if (!scale && !size) throw BadInput("scale", "no such key", "it, or size: the map that comes out");
  Upsample upsample;
  upsample.size = size ? parse_extent(*size, map) : scaled_size(*scale, map);
  upsample.simd = entry.yaml.at("simd").integer(1);
  entry.add(std::move(upsample));
}

}  // namespace

std::vector<EntryKind> entries(Of<Upsample> /*kind*/) { return {{Upsample::kKind, parse_upsample}}; }

}  // namespace weir

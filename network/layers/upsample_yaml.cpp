#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_upsample(LayerEntry& entry) {
  entry.only({"scale", "simd"});
  Upsample upsample;
  upsample.scale = parse_extent(entry.yaml.at("scale"), FeatureMap::of(entry.source().shape));
  upsample.simd = entry.yaml.at("simd").integer(1);
  entry.add(std::move(upsample));
}

}  // namespace

std::vector<EntryKind> entries(Of<Upsample> /*kind*/) { return {{Upsample::kKind, parse_upsample}}; }

}  // namespace weir

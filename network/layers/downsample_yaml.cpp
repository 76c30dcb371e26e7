#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_downsample(LayerEntry& entry) {
  Downsample downsample;
  downsample.stride = parse_extent(entry.yaml.at("stride"), FeatureMap::of(entry.source().shape));
  downsample.simd = entry.yaml.at("simd").integer(1);
  entry.add(std::move(downsample));
}

}  // namespace

std::vector<EntryKind> entries(Of<Downsample> /*kind*/) { return {{Downsample::kKind, parse_downsample}}; }

}  // namespace weir

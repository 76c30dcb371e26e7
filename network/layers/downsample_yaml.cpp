#include "network/layer_parsers.hpp"

namespace weir {

void parse_downsample(LayerEntry& entry) {
  entry.only({"stride", "simd"});
  Downsample downsample;
  downsample.stride = parse_extent(entry.yaml.at("stride"), FeatureMap::of(entry.source().shape));
  downsample.simd = entry.yaml.at("simd").integer(1);
  entry.add(std::move(downsample));
}

}  // namespace weir

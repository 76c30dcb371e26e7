#include "network/layers/downsample.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

void check(Downsample& downsample) {
  check_channel_folding("simd", downsample.simd, downsample.map.channels);
  for (const std::int64_t stride : {downsample.stride.height, downsample.stride.width}) {
    if (stride < 1) throw BadInput("stride", std::to_string(stride), "at least 1");
  }
  // Clamp the stride to the map's size: a longer one keeps the same pixels.
  downsample.stride.height = std::min(downsample.stride.height, downsample.map.size.height);
  downsample.stride.width = std::min(downsample.stride.width, downsample.map.size.width);
}

void Downsample::infer(const DataType& input, const Shape& shape, std::int64_t /*width_bits*/) {
  map = FeatureMap::of(shape);
  element = input;
  check(*this);
}

Shape Downsample::output_shape(const Shape& /*shape*/) const { return map.shape(kept(), {map.channels}); }

}  // namespace weir

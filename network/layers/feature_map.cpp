#include "network/layers/feature_map.hpp"

#include "network/error.hpp"

namespace weir {

FeatureMap FeatureMap::of(const Shape& shape) {
  if (shape.size() == 2) return {{1, shape[0]}, shape[1], true};
  if (shape.size() == 3) return {{shape[0], shape[1]}, shape[2], false};
  throw BadInput("", "a stream of shape " + to_string(shape),
                 "a feature map: [height, width, channels] or [width, channels]");
}

Shape FeatureMap::shape(const Extent& extent, const Shape& more) const {
  Shape shape{extent.height, extent.width};
  if (one_dimensional) shape.erase(shape.begin());
  shape.insert(shape.end(), more.begin(), more.end());
  return shape;
}

void check_channel_folding(const char* key, std::int64_t simd, std::int64_t channels) {
  if (simd < 1 || channels % simd != 0) {
    throw BadInput(key, std::to_string(simd), "a divisor of the " + std::to_string(channels) + " channels");
  }
}

}  // namespace weir

#include "network/layers/feature_map.hpp"

#include "network/error.hpp"

namespace weir {

namespace {

std::string last_of(std::int64_t count, const std::string& what) {
  return "the last " + (count == 1 ? what : std::to_string(count) + " " + what + "s");
}

}  // namespace

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

std::string FeatureMap::dropped(const Extent& reached, const Extent& kernel) const {
  const std::int64_t rows = size.height - reached.height;
  const std::int64_t columns = size.width - reached.width;
  if (rows == 0 && columns == 0) return "";
  std::string lost = rows > 0 ? last_of(rows, "row") : "";
  if (columns > 0) lost += (rows > 0 ? " and " : "") + last_of(columns, one_dimensional ? "pixel" : "column");
  const auto words = [&](const Extent& extent) {
    const std::string width = std::to_string(extent.width);
    return one_dimensional ? width : std::to_string(extent.height) + " x " + width;
  };
  return "drops " + lost + " of " + words(size) + ", which no window of " + words(kernel) + " reaches";
}

Windows Windows::of(const Shape& shape, std::int64_t pe) {
  if (shape.size() < 4) {
    throw BadInput("", "a stream of shape " + to_string(shape),
                   "windows in depthwise order (kind: swu, depthwise: true)");
  }
  const std::size_t last = shape.size() - 1;
  if (pe != shape[last]) {
    throw BadInput("pe", std::to_string(pe), std::to_string(shape[last]) + ", the simd of the swu before");
  }
  const std::int64_t channels = shape[last - 2] * shape[last];
  const std::int64_t positions = shape[last - 1];
  return {elements_of(shape) / (channels * positions), channels, positions};
}

Shape Windows::pooled(const Shape& shape) {
  Shape out(shape.begin(), shape.end() - 2);
  out.back() *= shape.back();
  return out;
}

void check_channel_folding(const char* key, std::int64_t simd, std::int64_t channels) {
  if (simd < 1 || channels % simd != 0) {
    throw BadInput(key, std::to_string(simd), "a divisor of the " + std::to_string(channels) + " channels");
  }
}

}  // namespace weir

// The tensor between convolutions, and windows sliding over it.
#pragma once

#include <cstdint>
#include <string>

#include "network/tensor.hpp"

namespace weir {

// One number for each direction of a map.
struct Extent {
  std::int64_t height = 1;
  std::int64_t width = 1;

  [[nodiscard]] std::int64_t area() const { return height * width; }
  friend bool operator==(const Extent&, const Extent&) = default;
};

// [height, width, channels]; in one dimension [width, channels], with a height of 1. Its pixels cross a
// stream row by row, each with its channels in order.
struct FeatureMap {
  Extent size;
  std::int64_t channels = 1;
  bool one_dimensional = false;

  // Throws BadInput if `shape` has neither two nor three extents.
  static FeatureMap of(const Shape& shape);
  [[nodiscard]] std::int64_t pixels() const { return size.area(); }
  // [height, width, more...], without the height in one dimension.
  [[nodiscard]] Shape shape(const Extent& extent, const Shape& more) const;
  // A remark that windows of `kernel` reach only the first `reached` rows and columns; "" if they reach all.
  [[nodiscard]] std::string dropped(const Extent& reached, const Extent& kernel) const;

  friend bool operator==(const FeatureMap&, const FeatureMap&) = default;
};

// Windows in depthwise order, as `swu` gives them: [.., channel folds, positions, lanes].
struct Windows {
  std::int64_t count = 1;  // a frame
  std::int64_t channels = 1;
  std::int64_t positions = 1;

  // Throws BadInput unless `shape` is that of windows in depthwise order with `pe` lanes.
  static Windows of(const Shape& shape, std::int64_t pe);
  // [.., channels]: one value for each window and channel.
  static Shape pooled(const Shape& shape);
};

// Throws BadInput unless a folding of `simd` (the key's name: `key`) channels divides those of `map`.
void check_channel_folding(const char* key, std::int64_t simd, std::int64_t channels);

}  // namespace weir

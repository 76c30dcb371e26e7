// Strided downsampling of a feature map: keeps only the pixels on the grid of the strides.
#pragma once

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// Out pixel (y, x) is in pixel (y * stride.height, x * stride.width). For each pixel in, for f < channels /
// simd: one iteration reads a beat of simd elements and, if the pixel is kept, writes it.
struct Downsample {
  static constexpr const char* kKind = "downsample";

  Extent stride{1, 1};
  std::int64_t simd = 1;
  FeatureMap map;  // the input
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return simd * element.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return simd * element.bits; }
  [[nodiscard]] Extent kept() const {
    return {(map.size.height - 1) / stride.height + 1, (map.size.width - 1) / stride.width + 1};
  }
  [[nodiscard]] std::int64_t channel_folds() const { return map.channels / simd; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return map.pixels() * channel_folds(); }

  friend bool operator==(const Downsample&, const Downsample&) = default;
};

void check(Downsample& downsample);

}  // namespace weir

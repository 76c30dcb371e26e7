// Padding of a feature map: constant pixels around it and, for transposed convolution, between its pixels.
#pragma once

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// In: [height, width, channels]. Out: [before.height + height + (height - 1) * between.height + after.height,
// likewise in width, channels]. Both have simd channels of a pixel a beat. Each iteration writes one beat,
// and reads one if the pixel is the map's own.
struct Pad {
  static constexpr const char* kKind = "pad";

  Extent before{0, 0};
  Extent after{0, 0};
  Extent between{0, 0};  // pixels added between two neighbours
  std::int64_t simd = 1;
  std::int64_t value = 0;  // of every element added; must be -1 or 1 for bipolar elements
  FeatureMap map;          // what comes in
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return simd * element.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return simd * element.bits; }
  [[nodiscard]] Extent padded() const {
    return {before.height + map.size.height + (map.size.height - 1) * between.height + after.height,
            before.width + map.size.width + (map.size.width - 1) * between.width + after.width};
  }
  [[nodiscard]] std::int64_t channel_folds() const { return map.channels / simd; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return padded().area() * channel_folds(); }

  friend bool operator==(const Pad&, const Pad&) = default;
};

void check(Pad& pad);

}  // namespace weir

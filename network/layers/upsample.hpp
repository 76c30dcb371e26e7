// Nearest-neighbour upsampling of a feature map.
#pragma once

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// Out pixel (y, x) is in pixel (y * map.height / size.height, x * map.width / size.width), rounded down: as
// Resize of ONNX (nearest, asymmetric, floor) and `nearest` of PyTorch have it. So each input row or column
// appears at least once. For each row in, for each of its repetitions, for each pixel of the row, for each of
// its repetitions, for f < channels / simd: one iteration writes a beat of simd elements. It reads the beat
// if both repetitions are the first, and otherwise has stored it.
struct Upsample {
  static constexpr const char* kKind = "upsample";

  Extent size;  // of the output
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
  [[nodiscard]] std::int64_t channel_folds() const { return map.channels / simd; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return size.area() * channel_folds(); }

  friend bool operator==(const Upsample&, const Upsample&) = default;
};

void check(Upsample& upsample);

}  // namespace weir

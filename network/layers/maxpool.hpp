// Max pool over windows that do not overlap. (Those that do: `swu` in depthwise order and `pool`.)
#pragma once

#include <string>

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// In: [height, width, channels], pe channels of a pixel a beat. Out: [height / kernel.height, width /
// kernel.width, channels], each channel's largest value in its window, pe channels a beat; what is left over
// at the right and at the bottom is read and dropped. An iteration a beat in; the last beat of a window and
// channel fold writes.
struct Maxpool {
  static constexpr const char* kKind = "maxpool";

  Extent kernel;
  std::int64_t pe = 1;
  FeatureMap map;
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // What follows from the stream that the layer reads. Throws BadInput where it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * element.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * element.bits; }
  [[nodiscard]] Extent windows() const {
    return {map.size.height / kernel.height, map.size.width / kernel.width};
  }
  [[nodiscard]] std::int64_t channel_folds() const { return map.channels / pe; }
  // Iterations a frame, and so the least cycles a frame.
  [[nodiscard]] std::int64_t trip_count() const { return map.pixels() * channel_folds(); }

  // What is left over, in words; "" if nothing is.
  [[nodiscard]] std::string remark() const;

  friend bool operator==(const Maxpool&, const Maxpool&) = default;
};

void check(Maxpool& maxpool);

}  // namespace weir

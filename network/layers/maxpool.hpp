// Max pool over windows that do not overlap. (Those that do: `swu` in depthwise order and `pool`.)
#pragma once

#include <string>

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// In: [height, width, channels], pe channels of a pixel a beat. Out: [height / kernel.height, width /
// kernel.width, channels], each channel's largest value in its window, pe channels a beat; pixels left over
// at the right and at the bottom are read and dropped. Each iteration reads one beat; the last beat of a
// window and channel fold also writes.
struct Maxpool {
  static constexpr const char* kKind = "maxpool";

  Extent kernel;
  std::int64_t pe = 1;
  FeatureMap map;
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * element.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * element.bits; }
  [[nodiscard]] Extent windows() const {
    return {map.size.height / kernel.height, map.size.width / kernel.width};
  }
  [[nodiscard]] std::int64_t channel_folds() const { return map.channels / pe; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return map.pixels() * channel_folds(); }

  // A remark on pixels left over; "" if there are none.
  [[nodiscard]] std::string remark() const;

  friend bool operator==(const Maxpool&, const Maxpool&) = default;
};

void check(Maxpool& maxpool);

}  // namespace weir

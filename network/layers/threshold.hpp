// Per-channel multi-threshold activation on a stream. Per frame: for each of `vectors` vectors, for
// cf < channels / pe: one iteration reads a beat of pe elements and writes one; channel = cf * pe + lane.
#pragma once

#include "network/layers/thresholds.hpp"

namespace weir {

struct Threshold {
  static constexpr const char* kKind = "threshold";

  std::int64_t channels = 0;
  std::int64_t pe = 1;
  std::int64_t vectors = 1;
  DataType input;
  Thresholds thresholds;  // [channels, steps]

  [[nodiscard]] DataType output() const { return thresholds.output; }
  // Derives the members that depend on the input stream. Throws BadInput if the folding does not divide it.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * output().bits; }
  [[nodiscard]] std::int64_t trip_count() const { return vectors * channels / pe; }

  friend bool operator==(const Threshold&, const Threshold&) = default;
};

void check(Threshold& threshold);

}  // namespace weir

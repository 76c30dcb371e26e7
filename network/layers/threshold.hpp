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
  [[nodiscard]] std::int64_t trip_count() const { return vectors * channels / pe; }
};

void check(Threshold& threshold);

}  // namespace weir

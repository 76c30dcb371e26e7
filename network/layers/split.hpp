// Splits a stream's channels into several streams.
#pragma once

#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// For each pixel (vector), for each output, for f < its channels / pe: one iteration reads a beat of pe
// elements and writes it to that output.
struct Split {
  static constexpr const char* kKind = "split";

  std::int64_t pe = 1;
  std::vector<std::int64_t> channels;  // of each output; their sum is the input's
  Shape shape;                         // of the input
  DataType element;

  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * element.bits; }
  [[nodiscard]] std::vector<StreamType> outputs() const;
  [[nodiscard]] std::int64_t pixels() const { return elements_of(shape) / shape.back(); }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return elements_of(shape) / pe; }

  friend bool operator==(const Split&, const Split&) = default;
};

void check(Split& split);

}  // namespace weir

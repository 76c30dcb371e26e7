// Max normalisation: scales a vector so that its largest element becomes the output type's largest value.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// A frame's tensor is one vector of unsigned elements: out(i) = (max(output) in(i) / m), rounded half up,
// where m is the largest input element, or 1 if that is 0. A beat is pe elements. The layer stores the vector
// until its last element has arrived, and has room for two. Reader and writer run concurrently:
// docs/timing.md.
struct Normalize {
  static constexpr const char* kKind = "normalize";

  std::int64_t pe = 1;
  DataType result = DataType::uint(8);  // uint1..8
  std::int64_t length = 1;
  DataType input;

  [[nodiscard]] DataType output() const { return result; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const { return shape; }
  [[nodiscard]] std::int64_t output_bits() const { return pe * result.bits; }
  // Of a vector.
  [[nodiscard]] std::int64_t beats() const { return length / pe; }
  // A beat read and a beat written every cycle: the least cycles a frame.
  [[nodiscard]] std::int64_t trip_count() const { return beats(); }

  friend bool operator==(const Normalize&, const Normalize&) = default;
};

void check(Normalize& normalize);

}  // namespace weir

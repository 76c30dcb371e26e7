// Indices of the k largest of a frame's first `classes` inputs; of equal inputs the lowest index wins.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// Per frame inputs / pe iterations, each reading a beat of pe elements; the last writes one beat that holds
// all k indices, the largest input's in the least significant lane.
struct LabelSelect {
  static constexpr const char* kKind = "label_select";

  std::int64_t inputs = 0;
  std::int64_t pe = 1;
  std::int64_t classes = 0;  // inputs from this index on are padding: read and ignored
  std::int64_t k = 1;
  DataType input;

  [[nodiscard]] DataType output() const { return DataType::smallest_unsigned(classes - 1); }
  // Derives the members that depend on the input stream. Throws BadInput if the folding does not divide it.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return k * output().bits; }
  [[nodiscard]] std::int64_t trip_count() const { return inputs / pe; }

  friend bool operator==(const LabelSelect&, const LabelSelect&) = default;
};

void check(LabelSelect& label_select);

}  // namespace weir

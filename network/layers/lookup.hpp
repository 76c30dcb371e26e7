// Embedding table: indices in, their rows of the table out.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// In: indices, one a beat. Out: [.., dimension], pe elements a beat. For each index, for f < dimension / pe:
// one iteration writes a beat, and reads the index first if f = 0.
struct Lookup {
  static constexpr const char* kKind = "lookup";

  std::int64_t pe = 1;
  DataType entry;            // an element of the table
  Tensor table;              // [entries, dimension]; as many entries at least as the index type has values
  std::int64_t indices = 1;  // a frame
  DataType input;

  [[nodiscard]] DataType output() const { return entry; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return input.bits; }
  // [n] -> [n, dimension]; [.., 1], indices as the one channel of pixels, -> [.., dimension]
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * entry.bits; }
  [[nodiscard]] std::int64_t entries() const { return table.shape.at(0); }
  [[nodiscard]] std::int64_t dimension() const { return table.shape.at(1); }
  [[nodiscard]] std::int64_t folds() const { return dimension() / pe; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return indices * folds(); }

  friend bool operator==(const Lookup&, const Lookup&) = default;
};

void check(Lookup& lookup);

}  // namespace weir

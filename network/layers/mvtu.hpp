// Matrix-vector-threshold unit. Per frame: for each of `vectors` input vectors, for nf < rows / pe, for
// sf < cols / simd: one iteration multiplies pe x simd weights; row = nf * pe + p, column = sf * simd + s.
#pragma once

#include <optional>

#include "network/layers/products.hpp"
#include "network/layers/thresholds.hpp"

namespace weir {

// With mmv > 1 (multiple vectors), an iteration multiplies its weights by mmv vectors at once, neighbours in
// a row. It reads mmv * simd elements a beat, vector by vector, as written by a `swu` with the same mmv, and
// requires pe = rows. The output is [.., rows] as before, mmv * rows elements a beat.
//
// Stream 0 in: [vectors, cols], simd elements a beat, read while nf = 0 and kept for the other neuron folds.
// Stream 1 in, only if the weights are streamed: pe * simd weights a beat, one beat an iteration, weight (p,
// s) in lane p * simd + s, from a memory of memory_elements a beat, one every memory_cycles cycles. Out:
// [vectors, rows], pe elements a beat.
struct Mvtu {
  static constexpr const char* kKind = "mvtu";

  std::int64_t rows = 0;
  std::int64_t cols = 0;
  std::int64_t pe = 1;
  std::int64_t simd = 1;
  std::int64_t vectors = 1;
  std::int64_t mmv = 1;
  DataType input;
  DataType weight;
  DataType accumulator;  // of the plain sum of products
  Tensor weights;        // [rows, cols]; also kept, for reference, when they are streamed
  bool weights_streamed = false;
  std::int64_t memory_elements = 0;  // 0: pe * simd
  std::int64_t memory_cycles = 1;
  std::optional<Thresholds> thresholds;  // [rows, steps]; none: the accumulators go out
  bool flatten =
      false;  // the whole frame is one vector, in stream order; else each vector is the last extent

  [[nodiscard]] DataType output() const { return thresholds ? thresholds->output : accumulator; }
  // The elements of an input vector.
  [[nodiscard]] std::int64_t columns_of(const Shape& shape) const;
  // Derives the members that depend on the input stream. Throws BadInput if the folding does not divide it.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return mmv * simd * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return mmv * pe * output().bits; }
  [[nodiscard]] std::int64_t neuron_folds() const { return rows / pe; }
  [[nodiscard]] std::int64_t synapse_folds() const { return cols / simd; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return vectors / mmv * neuron_folds() * synapse_folds(); }

  friend bool operator==(const Mvtu&, const Mvtu&) = default;
};

void check(Mvtu& mvtu);

}  // namespace weir

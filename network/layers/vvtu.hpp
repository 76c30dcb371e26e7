// Vector-vector-threshold unit: each channel's window times that channel's weights (depthwise convolution).
#pragma once

#include <optional>

#include "network/layers/products.hpp"
#include "network/layers/thresholds.hpp"

namespace weir {

// Per frame: for each of `vectors` windows, for cf < channels / pe, for kf < kernel / simd: one iteration,
// which reads; the last kf writes. Channel = cf * pe + p, position = kf * simd + s.
//
// Stream 0 in: [.., channels / pe, kernel, pe] from a `swu` in depthwise order whose simd is pe; simd kernel
// positions of pe channels a beat, position s and channel p in lane s * pe + p. Stream 1 in, only if the
// weights are streamed: pe * simd weights a beat, one beat an iteration, weight (p, s) in lane p * simd + s,
// as of an mvtu, from a memory of memory_elements a beat, one every memory_cycles cycles. Out: [..,
// channels], pe a beat.
struct Vvtu {
  static constexpr const char* kKind = "vvtu";

  std::int64_t channels = 0;
  std::int64_t kernel = 0;  // positions of a window
  std::int64_t pe = 1;
  std::int64_t simd = 1;
  std::int64_t vectors = 1;
  DataType input;
  DataType weight;
  DataType accumulator;  // of the plain sum of products; 0 bits: as wide as needed
  Tensor weights;        // [channels, kernel]; also kept, for reference, when they are streamed
  bool weights_streamed = false;
  std::int64_t memory_elements = 0;  // 0: pe * simd
  std::int64_t memory_cycles = 1;
  std::optional<Thresholds> thresholds;  // [channels, steps]; none: the accumulators go out

  [[nodiscard]] DataType output() const { return thresholds ? thresholds->output : accumulator; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * simd * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * output().bits; }
  [[nodiscard]] std::int64_t channel_folds() const { return channels / pe; }
  [[nodiscard]] std::int64_t kernel_folds() const { return kernel / simd; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return vectors * channel_folds() * kernel_folds(); }

  friend bool operator==(const Vvtu&, const Vvtu&) = default;
};

void check(Vvtu& vvtu);

}  // namespace weir

// Per-channel operation with a parameter. Per frame: for each of `vectors` vectors, for cf < channels / pe:
// one iteration reads a beat of pe elements and writes one; channel = cf * pe + lane.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

struct Channelwise {
  static constexpr const char* kKind = "channelwise";
  enum class Op : std::uint8_t { kAdd, kMultiply, kCompare };  // x + p, x p, whether x >= p

  Op op = Op::kAdd;
  std::int64_t channels = 0;
  std::int64_t pe = 1;
  std::int64_t vectors = 1;
  DataType input;
  DataType parameter;
  Tensor parameters;  // [channels]

  // The narrowest type that holds every result for any values of the two types, unsigned if possible; binary
  // for a comparison.
  [[nodiscard]] DataType output() const;
  // Derives the members that depend on the input stream. Throws BadInput if the folding does not divide it.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return pe * input.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const { return shape; }
  [[nodiscard]] std::int64_t output_bits() const { return pe * output().bits; }
  [[nodiscard]] std::int64_t channel_folds() const { return channels / pe; }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return vectors * channel_folds(); }

  friend bool operator==(const Channelwise&, const Channelwise&) = default;
};

void check(Channelwise& channelwise);

}  // namespace weir

// Data width converter. Elements pass unchanged; only the beats' borders move.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// Per frame max(beats in, beats out) iterations. Narrowing (in_bits >= out_bits): every iteration writes a
// beat, and reads one first if fewer than out_bits are held. Widening: every iteration reads a beat, and
// writes one if out_bits are then held. The first bit read is the least significant bit of the first beat
// written.
struct Dwc {
  static constexpr const char* kKind = "dwc";

  std::int64_t in_bits = 0;
  std::int64_t out_bits = 0;
  std::int64_t frame_bits = 0;  // a multiple of both
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // What follows from the stream that the layer reads. Throws BadInput where the folding does not divide it.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return 0; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return out_bits; }
  [[nodiscard]] std::int64_t beats_in() const { return frame_bits / in_bits; }
  [[nodiscard]] std::int64_t beats_out() const { return frame_bits / out_bits; }
  [[nodiscard]] std::int64_t trip_count() const {
    return beats_in() > beats_out() ? beats_in() : beats_out();
  }

  friend bool operator==(const Dwc&, const Dwc&) = default;
};

void check(Dwc& dwc);

}  // namespace weir

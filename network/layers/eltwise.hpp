// Joins two streams element by element.
#pragma once

#include <optional>
#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// Two inputs, a and b; out a value for each pair of elements. Each iteration reads a beat of pe elements from
// both and writes one.
//
// Of one shape; or one of them is a vector, a single pixel, [C], [1, C] or [1, 1, C], for every pixel of the
// other, the map [.., C]. Then a frame is, for each pixel of the map, for f < C / pe: one iteration; those of
// the first pixel read both, and keep the vector's beats for the other pixels, whose iterations read the map
// alone.
struct Eltwise {
  static constexpr const char* kKind = "eltwise";
  enum class Op : std::uint8_t {
    kAdd,
    kSubtract,
    kAbsoluteDifference,
    kMultiply
  };  // a + b, a - b, |a - b|, a b

  Op op = Op::kAdd;
  std::int64_t pe = 1;
  DataType a;
  DataType b;
  Shape shape;                        // that comes out
  std::optional<std::size_t> vector;  // which input is one: 0 or 1; none: both are of the shape

  // The narrowest unsigned, or else signed, type that holds every result.
  [[nodiscard]] DataType output() const;
  // What follows from the streams that the layer reads. Throws BadInput where they do not fit.
  void infer(const std::vector<StreamType>& inputs);
  // The width at which the layer reads an input.
  [[nodiscard]] std::int64_t input_bits(std::size_t input) const { return pe * (input == 0 ? a : b).bits; }
  [[nodiscard]] Shape output_shape(const Shape& /*first*/) const { return shape; }
  [[nodiscard]] std::int64_t output_bits() const { return pe * output().bits; }
  // Of a vector: its beats, and how many pixels it serves.
  [[nodiscard]] std::int64_t folds() const { return shape.back() / pe; }
  [[nodiscard]] std::int64_t pixels() const { return elements_of(shape) / shape.back(); }
  // Iterations a frame, and so the least cycles a frame.
  [[nodiscard]] std::int64_t trip_count() const { return elements_of(shape) / pe; }

  friend bool operator==(const Eltwise&, const Eltwise&) = default;
};

void check(Eltwise& eltwise);

}  // namespace weir

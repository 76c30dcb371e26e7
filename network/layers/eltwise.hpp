// Joins two streams element by element.
#pragma once

#include <optional>
#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// Two inputs, a and b; the output has one value for each pair of elements. Each iteration reads a beat of pe
// elements from both and writes one.
//
// Both inputs have the same shape, or one is a vector: a single pixel [C], [1, C] or [1, 1, C] that is
// combined with every pixel of the other input, the map [.., C]. With a vector, a frame is, for each pixel of
// the map, for f < C / pe: one iteration. The iterations of the first pixel read both inputs and store the
// vector's beats; those of the other pixels read only the map.
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
  Shape shape;                        // of the output
  std::optional<std::size_t> vector;  // the input that is a vector, 0 or 1; none: both have `shape`

  // The narrowest type that holds every result, unsigned if possible.
  [[nodiscard]] DataType output() const;
  // Derives the members that depend on the input streams. Throws BadInput if they do not fit.
  void infer(const std::vector<StreamType>& inputs);
  // The width at which the layer reads an input.
  [[nodiscard]] std::int64_t input_bits(std::size_t input) const { return pe * (input == 0 ? a : b).bits; }
  [[nodiscard]] Shape output_shape(const Shape& /*first*/) const { return shape; }
  [[nodiscard]] std::int64_t output_bits() const { return pe * output().bits; }
  // With a vector: its beats, and the number of pixels it is combined with.
  [[nodiscard]] std::int64_t folds() const { return shape.back() / pe; }
  [[nodiscard]] std::int64_t pixels() const { return elements_of(shape) / shape.back(); }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return elements_of(shape) / pe; }

  friend bool operator==(const Eltwise&, const Eltwise&) = default;
};

void check(Eltwise& eltwise);

}  // namespace weir

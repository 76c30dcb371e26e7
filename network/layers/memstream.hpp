// A memory that streams its contents repeatedly, without end: the streamed weights of an `mvtu`.
#pragma once

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// No input. Each iteration writes the next beat of elements_per_beat elements, at least cycles_per_beat
// cycles after the previous one; the first beat follows the last. `passes`: how often one frame of the
// consumer reads the whole memory (once per vector). trip_count is per frame.
struct Memstream {
  static constexpr const char* kKind = "memstream";

  DataType element;
  Tensor contents;  // in the order of streaming
  std::int64_t elements_per_beat = 1;
  std::int64_t passes = 1;
  std::int64_t cycles_per_beat = 1;

  [[nodiscard]] DataType output() const { return element; }
  // It reads no stream: always throws BadInput.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  [[nodiscard]] std::int64_t input_bits() const { return 0; }
  [[nodiscard]] Shape output_shape(const Shape&) const { return {passes, contents.size()}; }
  [[nodiscard]] std::int64_t output_bits() const { return elements_per_beat * element.bits; }
  [[nodiscard]] std::int64_t depth() const { return contents.size() / elements_per_beat; }
  [[nodiscard]] std::int64_t trip_count() const { return passes * depth() * cycles_per_beat; }

  friend bool operator==(const Memstream&, const Memstream&) = default;
};

void check(Memstream& memstream);

}  // namespace weir

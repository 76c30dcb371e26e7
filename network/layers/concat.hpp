// Joins streams channel by channel.
#pragma once

#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// The inputs may differ only in their last extent (the channels) and their types. For each pixel (vector),
// for each input, for f < its channels / pe: one iteration reads a beat of pe elements from it and writes it,
// as elements of the output's type. Values stay as they are.
struct Concat {
  static constexpr const char* kKind = "concat";

  std::int64_t pe = 1;
  std::vector<std::int64_t> channels;  // of each input
  std::vector<DataType> elements;      // likewise
  std::int64_t pixels = 1;             // a frame

  // The inputs' type. If they differ, the narrowest type that holds every value, unsigned if possible.
  [[nodiscard]] DataType output() const;
  // Derives the members that depend on the input streams. Throws BadInput if they do not fit.
  void infer(const std::vector<StreamType>& inputs);
  // The width at which the layer reads an input.
  [[nodiscard]] std::int64_t input_bits(std::size_t input) const { return pe * elements[input].bits; }
  [[nodiscard]] Shape output_shape(const Shape& first) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * output().bits; }
  [[nodiscard]] std::int64_t channels_out() const;
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return pixels * channels_out() / pe; }

  friend bool operator==(const Concat&, const Concat&) = default;
};

void check(Concat& concat);

}  // namespace weir

// Joins streams channel by channel.
#pragma once

#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// Inputs alike in all but their last extent, the channels. For each pixel (vector), for each input, for
// f < its channels / pe: one iteration reads a beat of pe elements from it and writes it.
struct Concat {
  static constexpr const char* kKind = "concat";

  std::int64_t pe = 1;
  std::vector<std::int64_t> channels;  // of each input
  std::int64_t pixels = 1;             // a frame
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // What follows from the streams that the layer reads. Throws BadInput where they do not fit.
  void infer(const std::vector<StreamType>& inputs);
  // The width at which the layer reads an input.
  [[nodiscard]] std::int64_t input_bits(std::size_t /*input*/) const { return pe * element.bits; }
  [[nodiscard]] Shape output_shape(const Shape& first) const;
  [[nodiscard]] std::int64_t output_bits() const { return pe * element.bits; }
  [[nodiscard]] std::int64_t channels_out() const;
  // Iterations a frame, and so the least cycles a frame.
  [[nodiscard]] std::int64_t trip_count() const { return pixels * channels_out() / pe; }

  friend bool operator==(const Concat&, const Concat&) = default;
};

void check(Concat& concat);

}  // namespace weir

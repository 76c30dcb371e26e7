// Majority vote over triplicated channels (triple modular redundancy), and what it found.
#pragma once

#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// A beat is all channels of a pixel (vector). Of each triplet, channels t, t + 1 and t + 2, one channel goes
// on, in the place of the first: the value that at least two agree on, or the first one's if all three
// differ. Other channels pass. The second output tells, once a frame, in two bits: bit 0, that somewhere one
// of a triplet differed from the other two; bit 1, that somewhere all three differed. Each iteration reads a
// beat and writes one; a frame's last also writes to the second output.
struct TmrCheck {
  static constexpr const char* kKind = "tmr_check";

  std::vector<std::int64_t> triplets;  // the first channel of each; ascending, none overlapping
  Shape shape;                         // of the input
  DataType element;

  // What follows from the stream that the layer reads. Throws BadInput where it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return shape.back() * element.bits; }
  [[nodiscard]] std::vector<StreamType> outputs() const;
  [[nodiscard]] std::int64_t channels_out() const {
    return shape.back() - 2 * static_cast<std::int64_t>(triplets.size());
  }
  // Iterations a frame, and so the least cycles a frame.
  [[nodiscard]] std::int64_t trip_count() const { return elements_of(shape) / shape.back(); }

  friend bool operator==(const TmrCheck&, const TmrCheck&) = default;
};

void check(TmrCheck& tmr_check);

}  // namespace weir

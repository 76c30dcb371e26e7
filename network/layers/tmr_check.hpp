// Majority vote over triplicated channels (triple modular redundancy), with a report of faults.
#pragma once

#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// A beat is all channels of a pixel (vector). Each triplet, channels t, t + 1 and t + 2, becomes one output
// channel in the place of the first: the value that at least two agree on, or the first channel's if all
// three differ. Other channels pass. The second output reports two bits once per frame: bit 0, some triplet
// had one channel that differed from the other two; bit 1, some triplet had three different values. Each
// iteration reads a beat and writes one; a frame's last also writes to the second output.
struct TmrCheck {
  static constexpr const char* kKind = "tmr_check";

  std::vector<std::int64_t> triplets;  // the first channel of each; ascending, none overlapping
  Shape shape;                         // of the input
  DataType element;

  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return shape.back() * element.bits; }
  [[nodiscard]] std::vector<StreamType> outputs() const;
  [[nodiscard]] std::int64_t channels_out() const {
    return shape.back() - 2 * static_cast<std::int64_t>(triplets.size());
  }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return elements_of(shape) / shape.back(); }

  friend bool operator==(const TmrCheck&, const TmrCheck&) = default;
};

void check(TmrCheck& tmr_check);

}  // namespace weir

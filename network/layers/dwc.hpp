// Data width converter. Elements pass unchanged; only the beats' borders move.
#pragma once

#include <algorithm>

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

// A frame's bits come in beats_in() beats and leave in beats_out(); no beat has bits of two frames. If a
// width does not divide the frame, the last beat of that width holds the frame's last bits and padding above
// them: zeros in an output beat, dropped from an input beat. An iteration reads a beat if fewer bits are held
// than the frame's next output beat needs, and writes that beat if enough are held then. The first bit read
// is the least significant bit of the first beat written.
struct Dwc {
  static constexpr const char* kKind = "dwc";

  std::int64_t in_bits = 0;
  std::int64_t out_bits = 0;
  std::int64_t frame_bits = 0;  // of the elements, without padding
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // Derives the members that depend on the input stream.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return 0; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const { return out_bits; }
  [[nodiscard]] std::int64_t beats_in() const { return (frame_bits + in_bits - 1) / in_bits; }
  [[nodiscard]] std::int64_t beats_out() const { return (frame_bits + out_bits - 1) / out_bits; }
  // For a wider output: whether the frame's last input beat completes its last two output beats. The second
  // of these is written in an iteration of its own.
  [[nodiscard]] bool completes_two() const {
    return in_bits < out_bits && (beats_out() - 1) * out_bits > (beats_in() - 1) * in_bits;
  }
  [[nodiscard]] std::int64_t trip_count() const {
    return std::max(beats_in() + (completes_two() ? 1 : 0), beats_out());
  }

  friend bool operator==(const Dwc&, const Dwc&) = default;
};

void check(Dwc& dwc);

}  // namespace weir

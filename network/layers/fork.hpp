// Duplicates a stream.
#pragma once

#include <vector>

#include "network/stream_type.hpp"

namespace weir {

// Each iteration reads a beat and writes it to all of `copies` outputs.
struct Fork {
  static constexpr const char* kKind = "fork";

  std::int64_t copies = 2;
  StreamType stream;

  // Derives the members that depend on the input stream.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return 0; }
  [[nodiscard]] std::vector<StreamType> outputs() const {
    return std::vector<StreamType>(static_cast<std::size_t>(copies), stream);
  }
  [[nodiscard]] std::int64_t beats() const {
    return elements_of(stream.shape) * stream.element.bits / stream.width_bits;
  }
  // Iterations per frame: no frame takes fewer cycles.
  [[nodiscard]] std::int64_t trip_count() const { return beats(); }

  friend bool operator==(const Fork&, const Fork&) = default;
};

void check(Fork& fork);

}  // namespace weir

// What a layer knows about a stream: the element type, the shape of a frame's tensor, and the bits per beat.
#pragma once

#include <cstdint>

#include "network/data_type.hpp"
#include "network/tensor.hpp"

namespace weir {

struct StreamType {
  DataType element;
  Shape shape;  // of a frame's tensor
  std::int64_t width_bits = 1;

  friend bool operator==(const StreamType&, const StreamType&) = default;
};

}  // namespace weir

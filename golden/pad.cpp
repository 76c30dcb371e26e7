#include <algorithm>

#include "golden/layers.hpp"

namespace weir {

// All of it the value; then each row of the map to its place.
Reference reference(const Pad& pad) {
  return [pad](const std::vector<const Batch*>& inputs, Eigen::Index frames) {
    const std::int64_t row = pad.map.size.width * pad.map.channels;
    const std::int64_t padded_row = pad.padded().width * pad.map.channels;
    const std::int64_t first = pad.before.height * padded_row + pad.before.width * pad.map.channels;
    Batch out = Batch::Constant(frames, pad.padded().height * padded_row, pad.value);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t y = 0; y < pad.map.size.height; ++y) {
        out.row(f).segment(first + y * padded_row, row) = inputs[0]->row(f).segment(y * row, row);
      }
    }
    return out;
  };
}

}  // namespace weir

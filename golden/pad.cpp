#include "golden/layers.hpp"

namespace weir {

// Fills everything with the pad value, then copies each pixel of the map to its place.
Reference reference(const Pad& pad) {
  return [pad](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t channels = pad.map.channels;
    const Extent padded = pad.padded();
    Batch out = Batch::Constant(frames, padded.area() * channels, pad.value);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t y = 0; y < pad.map.size.height; ++y) {
        for (std::int64_t x = 0; x < pad.map.size.width; ++x) {
          const std::int64_t row = pad.before.height + y * (1 + pad.between.height);
          const std::int64_t column = pad.before.width + x * (1 + pad.between.width);
          out.row(f).segment((row * padded.width + column) * channels, channels) =
              inputs[0]->row(f).segment((y * pad.map.size.width + x) * channels, channels);
        }
      }
    }
    return out;
  };
}

}  // namespace weir

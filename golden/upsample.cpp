#include "golden/layers.hpp"

namespace weir {

// Pixel by pixel of the output.
Reference reference(const Upsample& upsample) {
  return [upsample](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t channels = upsample.map.channels;
    const std::int64_t height = upsample.map.size.height * upsample.scale.height;
    const std::int64_t width = upsample.map.size.width * upsample.scale.width;
    Batch out(frames, height * width * channels);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x) {
          const std::int64_t pixel =
              y / upsample.scale.height * upsample.map.size.width + x / upsample.scale.width;
          out.row(f).segment((y * width + x) * channels, channels) =
              inputs[0]->row(f).segment(pixel * channels, channels);
        }
      }
    }
    return out;
  };
}

}  // namespace weir

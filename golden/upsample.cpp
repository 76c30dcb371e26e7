#include "golden/layers.hpp"

namespace weir {

// Pixel by pixel of the output.
Reference reference(const Upsample& upsample) {
  return [upsample](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t channels = upsample.map.channels;
    const Extent& in = upsample.map.size;
    const Extent& out = upsample.size;
    Batch result(frames, out.area() * channels);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t y = 0; y < out.height; ++y) {
        for (std::int64_t x = 0; x < out.width; ++x) {
          const std::int64_t pixel = y * in.height / out.height * in.width + x * in.width / out.width;
          result.row(f).segment((y * out.width + x) * channels, channels) =
              inputs[0]->row(f).segment(pixel * channels, channels);
        }
      }
    }
    return result;
  };
}

}  // namespace weir

#include "golden/layers.hpp"

namespace weir {

// Pixel by pixel of the output.
Reference reference(const Downsample& downsample) {
  return [downsample](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t channels = downsample.map.channels;
    const Extent kept = downsample.kept();
    Batch out(frames, kept.area() * channels);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t y = 0; y < kept.height; ++y) {
        for (std::int64_t x = 0; x < kept.width; ++x) {
          const std::int64_t pixel =
              y * downsample.stride.height * downsample.map.size.width + x * downsample.stride.width;
          out.row(f).segment((y * kept.width + x) * channels, channels) =
              inputs[0]->row(f).segment(pixel * channels, channels);
        }
      }
    }
    return out;
  };
}

}  // namespace weir

#include <limits>

#include "golden/layers.hpp"

namespace weir {

// Each window's pixel y, x takes the largest of the pixels that its kernel covers; those beyond the last
// whole window are in none.
Reference reference(const Maxpool& maxpool) {
  return [maxpool](const Inputs& inputs, Eigen::Index frames) {
    const Extent windows = maxpool.windows();
    const std::int64_t channels = maxpool.map.channels;
    Batch out = Batch::Constant(frames, windows.area() * channels, std::numeric_limits<std::int64_t>::min());
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t y = 0; y < windows.height * maxpool.kernel.height; ++y) {
        for (std::int64_t x = 0; x < windows.width * maxpool.kernel.width; ++x) {
          const std::int64_t window = y / maxpool.kernel.height * windows.width + x / maxpool.kernel.width;
          auto largest = out.row(f).segment(window * channels, channels);
          largest = largest.cwiseMax(
              inputs[0]->row(f).segment((y * maxpool.map.size.width + x) * channels, channels));
        }
      }
    }
    return out;
  };
}

}  // namespace weir

#include <algorithm>

#include "golden/layers.hpp"

namespace weir {

// Element by element of the output, in its order: [y, x, position, channel], or [y, x, fold, position, lane]
// in depthwise order. A run of neighbouring channels is copied at once.
Reference reference(const Swu& swu) {
  return [swu](const std::vector<const Batch*>& inputs, Eigen::Index frames) {
    const std::int64_t channels = swu.map.channels;
    const std::int64_t run = swu.depthwise ? swu.simd : channels;
    const Extent windows = swu.windows();
    Batch out(frames, windows.area() * swu.kernel.area() * channels);
    for (Eigen::Index f = 0; f < frames; ++f) {
      const std::int32_t* const map = inputs[0]->row(f).data();
      std::int32_t* next = out.row(f).data();
      for (std::int64_t y = 0; y < windows.height; ++y) {
        for (std::int64_t x = 0; x < windows.width; ++x) {
          for (std::int64_t channel = 0; channel < channels; channel += run) {
            for (std::int64_t i = 0; i < swu.kernel.height; ++i) {
              for (std::int64_t j = 0; j < swu.kernel.width; ++j) {
                const std::int64_t row = y * swu.stride.height + i * swu.dilation.height;
                const std::int64_t column = x * swu.stride.width + j * swu.dilation.width;
                const std::int32_t* const pixel = map + (row * swu.map.size.width + column) * channels;
                next = std::copy_n(pixel + channel, run, next);
              }
            }
          }
        }
      }
    }
    return out;
  };
}

}  // namespace weir

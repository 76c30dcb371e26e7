#include <algorithm>

#include "golden/layers.hpp"

namespace weir {

// Element by element of the output, in its order: [y, group, position, fold, window, lane], or [y, window,
// fold, position, lane] in depthwise order, whose groups are of one window. The lanes are copied at once.
Reference reference(const Swu& swu) {
  return [swu](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t channels = swu.map.channels;
    const std::int64_t outer_folds = swu.depthwise ? swu.channel_folds() : 1;
    const std::int64_t inner_folds = swu.depthwise ? 1 : swu.channel_folds();
    const Extent groups = swu.groups();
    Batch out(frames, swu.windows().area() * swu.kernel.area() * channels);
    for (Eigen::Index f = 0; f < frames; ++f) {
      const std::int64_t* const map = inputs[0]->row(f).data();
      std::int64_t* next = out.row(f).data();
      for (std::int64_t y = 0; y < groups.height; ++y) {
        for (std::int64_t group = 0; group < groups.width; ++group) {
          for (std::int64_t outer = 0; outer < outer_folds; ++outer) {
            for (std::int64_t i = 0; i < swu.kernel.height; ++i) {
              for (std::int64_t j = 0; j < swu.kernel.width; ++j) {
                for (std::int64_t inner = 0; inner < inner_folds; ++inner) {
                  for (std::int64_t x = group * swu.mmv; x < (group + 1) * swu.mmv; ++x) {
                    const std::int64_t row = y * swu.stride.height + i * swu.dilation.height;
                    const std::int64_t column = x * swu.stride.width + j * swu.dilation.width;
                    const std::int64_t channel = (outer + inner) * swu.simd;
                    const std::int64_t* const pixel = map + (row * swu.map.size.width + column) * channels;
                    next = std::copy_n(pixel + channel, swu.simd, next);
                  }
                }
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

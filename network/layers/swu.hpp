// Sliding-window unit: a feature map in, its windows out (im2col), with a line buffer in between.
#pragma once

#include <string>

#include "network/data_type.hpp"
#include "network/layers/feature_map.hpp"

namespace weir {

// Position (i, j) of window (y, x) is the pixel (y * stride.height + i * dilation.height, x * stride.width +
// j * dilation.width); a window is all its positions, row by row. In: simd channels of a pixel a beat. Out,
// with cf < channels / simd:
// - standard order: for each window, for each position, for each cf: [out height, out width, kernel area *
//   channels], which is how `mvtu` multiplies it;
// - depthwise order: for each window, for each cf, for each position: [out height, out width, channels /
// simd,
//   kernel area, simd], as `vvtu` and `pool` take it.
// A beat is simd channels of one position or, with `parallel_window`, of all of them: [.., kernel area,
// simd]. With mmv > 1 (multiple vectors; in standard order, one position a beat) it is that position of mmv
// windows side by side in a row: [out height, out width / mmv, kernel area * channels / simd, mmv, simd].
struct Swu {
  static constexpr const char* kKind = "swu";

  Extent kernel;
  Extent stride;
  Extent dilation;
  std::int64_t simd = 1;
  bool depthwise = false;
  std::int64_t mmv = 1;          // windows at once
  bool parallel_window = false;  // in standard order only with simd = channels
  // Pixels that the line buffer holds, at least window_pixels(); 0: full_rate_pixels(). Ignored with
  // parallel_window, whose buffer is one window.
  std::int64_t buffer_pixels = 0;
  FeatureMap map;
  DataType element;

  [[nodiscard]] DataType output() const { return element; }
  // Derives the members that depend on the input stream. Throws BadInput if it does not fit.
  void infer(const DataType& element, const Shape& shape, std::int64_t width_bits);
  // The width at which the layer reads its first input; 0 if any will do.
  [[nodiscard]] std::int64_t input_bits() const { return simd * element.bits; }
  [[nodiscard]] Shape output_shape(const Shape& shape) const;
  [[nodiscard]] std::int64_t output_bits() const {
    return simd * element.bits * (parallel_window ? kernel.area() : mmv);
  }

  // Windows in each direction.
  [[nodiscard]] Extent windows() const;
  // Groups of mmv adjacent windows, written together, in each direction.
  [[nodiscard]] Extent groups() const { return {windows().height, windows().width / mmv}; }
  [[nodiscard]] std::int64_t channel_folds() const { return map.channels / simd; }
  [[nodiscard]] std::int64_t beats_in() const { return map.pixels() * channel_folds(); }
  [[nodiscard]] std::int64_t beats_out() const {
    return groups().area() * channel_folds() * (parallel_window ? 1 : kernel.area());
  }
  // The span of a window (of a group of mmv): all pixels from its first position to its last.
  [[nodiscard]] std::int64_t window_pixels() const;
  // From one window's (group's) first pixel to the next one's: within a row, from a row's last to the next
  // row's first, and from the map's last to the next map's first.
  [[nodiscard]] std::int64_t step_in_row() const { return mmv * stride.width; }
  [[nodiscard]] std::int64_t step_to_row() const;
  [[nodiscard]] std::int64_t step_to_map() const;
  // With this many pixels, the whole next window can be read while a window is written, across rows and
  // frames. If the source keeps up, a frame takes max(beats_in(), beats_out()) cycles.
  [[nodiscard]] std::int64_t full_rate_pixels() const;
  // The least cycles a frame: it reads a beat a cycle and writes a beat a cycle.
  [[nodiscard]] std::int64_t trip_count() const {
    return beats_in() > beats_out() ? beats_in() : beats_out();
  }

  // A remark on pixels left over at the right and at the bottom of windows without gaps; "" if there are
  // none.
  [[nodiscard]] std::string remark() const;

  friend bool operator==(const Swu&, const Swu&) = default;
};

void check(Swu& swu);

}  // namespace weir

#include "network/layers/swu.hpp"

#include <algorithm>

#include "network/error.hpp"

namespace weir {

namespace {

constexpr std::int64_t kMostBeats = std::int64_t{1} << 24;  // of a line buffer, where full rate needs no more

void check_direction(const char* direction, std::int64_t size, std::int64_t kernel, std::int64_t stride,
                     std::int64_t dilation) {
  for (const auto& [key, value] :
       {std::pair{"kernel", kernel}, std::pair{"stride", stride}, std::pair{"dilation", dilation}}) {
    if (value < 1) throw BadInput(key, std::to_string(value), "at least 1");
  }
  if ((kernel - 1) * dilation + 1 > size) {
    throw BadInput("kernel",
                   std::to_string(kernel) + ", spread over " + std::to_string((kernel - 1) * dilation + 1),
                   std::string("at most the map's ") + direction + ", " + std::to_string(size));
  }
}

}  // namespace

void check(Swu& swu) {
  check_direction("height", swu.map.size.height, swu.kernel.height, swu.stride.height, swu.dilation.height);
  check_direction("width", swu.map.size.width, swu.kernel.width, swu.stride.width, swu.dilation.width);
  // Clamp the stride to the distance of the last window: a longer one changes nothing, and engines need not
  // support it.
  const Extent& size = swu.map.size;
  swu.stride.height =
      std::min(swu.stride.height, size.height - (swu.kernel.height - 1) * swu.dilation.height);
  swu.stride.width = std::min(swu.stride.width, size.width - (swu.kernel.width - 1) * swu.dilation.width);
  check_channel_folding("simd", swu.simd, swu.map.channels);
  if (swu.mmv < 1 || swu.mmv > 64) throw BadInput("mmv", std::to_string(swu.mmv), "1 to 64");
  if (swu.mmv > 1 && (swu.depthwise || swu.parallel_window)) {
    throw BadInput("mmv", std::to_string(swu.mmv), "1 in depthwise order or with a parallel window");
  }
  if (swu.windows().width % swu.mmv != 0) {
    throw BadInput("mmv", std::to_string(swu.mmv),
                   "a divisor of the " + std::to_string(swu.windows().width) + " windows in a row");
  }
  if (swu.parallel_window) {
    if (!swu.depthwise && swu.simd != swu.map.channels) {
      throw BadInput("simd", std::to_string(swu.simd) + " with a parallel window",
                     "all " + std::to_string(swu.map.channels) + " channels, or depthwise order");
    }
    if (swu.buffer_pixels != 0) {
      throw BadInput("buffer_pixels", std::to_string(swu.buffer_pixels),
                     "none with a parallel window, whose buffer is the window");
    }
    return;
  }
  if (swu.buffer_pixels == 0) swu.buffer_pixels = swu.full_rate_pixels();
  if (swu.buffer_pixels < swu.window_pixels()) {
    throw BadInput("buffer_pixels", std::to_string(swu.buffer_pixels),
                   "at least " + std::to_string(swu.window_pixels()) + ", what a window spans");
  }
  if (const std::int64_t most = std::max(kMostBeats / swu.channel_folds(), swu.full_rate_pixels());
      swu.buffer_pixels > most) {
    throw BadInput("buffer_pixels", std::to_string(swu.buffer_pixels), "at most " + std::to_string(most));
  }
}

void Swu::infer(const DataType& input, const Shape& shape, std::int64_t /*width_bits*/) {
  map = FeatureMap::of(shape);
  element = input;
  check(*this);
}

Shape Swu::output_shape(const Shape& /*shape*/) const {
  if (depthwise) return map.shape(windows(), {channel_folds(), kernel.area(), simd});
  if (mmv > 1) return map.shape(groups(), {kernel.area() * channel_folds(), mmv, simd});
  return map.shape(windows(), {kernel.area() * map.channels});
}

Extent Swu::windows() const {
  return {(map.size.height - (kernel.height - 1) * dilation.height - 1) / stride.height + 1,
          (map.size.width - (kernel.width - 1) * dilation.width - 1) / stride.width + 1};
}

std::int64_t Swu::window_pixels() const {
  return (kernel.height - 1) * dilation.height * map.size.width + (kernel.width - 1) * dilation.width +
         (mmv - 1) * stride.width + 1;
}

std::int64_t Swu::step_to_row() const {
  return stride.height * map.size.width - (groups().width - 1) * step_in_row();
}

std::int64_t Swu::step_to_map() const {
  return map.pixels() - (windows().height - 1) * stride.height * map.size.width -
         (groups().width - 1) * step_in_row();
}

// A window, the longest step to the next, and two for the cycle that it takes to free a pixel and the one to
// fill it.
std::int64_t Swu::full_rate_pixels() const {
  std::int64_t step = step_to_map();
  if (groups().width > 1) step = std::max(step, step_in_row());
  if (windows().height > 1) step = std::max(step, step_to_row());
  return window_pixels() + step + 2;
}

std::string Swu::remark() const {
  const Extent span{(kernel.height - 1) * dilation.height + 1, (kernel.width - 1) * dilation.width + 1};
  const Extent last{(windows().height - 1) * stride.height, (windows().width - 1) * stride.width};
  return map.dropped({stride.height > span.height ? map.size.height : last.height + span.height,
                      stride.width > span.width ? map.size.width : last.width + span.width},
                     kernel);
}

}  // namespace weir

// `downsample`: every pixel is read, and those on the grid of the strides pass.
#include "models/kinds.hpp"

namespace weir::models {

Schedule schedule(const Downsample& downsample) {
  Schedule schedule(1);
  const Extent& size = downsample.map.size;
  const Extent& stride = downsample.stride;
  const std::int64_t folds = downsample.channel_folds();
  // Adds `length` columns, or rows, of which only the first passes.
  const auto columns = [&](std::int64_t length) {
    schedule.step({.reads = 1, .writes = 1, .count = folds});
    schedule.step({.reads = 1, .count = (length - 1) * folds});
  };
  const auto rows = [&](std::int64_t length) {
    schedule.repeat(size.width / stride.width, [&] { columns(stride.width); });
    if (size.width % stride.width > 0) columns(size.width % stride.width);
    schedule.step({.reads = 1, .count = (length - 1) * size.width * folds});
  };
  schedule.repeat(size.height / stride.height, [&] { rows(stride.height); });
  if (size.height % stride.height > 0) rows(size.height % stride.height);
  return schedule;
}

Computation compute(const Downsample& downsample, ValuePorts ports) {
  const Extent& size = downsample.map.size;
  const Extent& stride = downsample.stride;
  const std::int64_t folds = downsample.channel_folds();
  for (;;) {
    for (std::int64_t y = 0; y < size.height; ++y) {
      for (std::int64_t x = 0; x < size.width; ++x) {
        const bool passes = y % stride.height == 0 && x % stride.width == 0;
        for (std::int64_t f = 0; f < folds; ++f) {
          co_await Iteration{};
          const std::uint64_t* beat = ports.inputs[0]->read();
          if (passes) ports.outputs[0]->write(beat);
        }
      }
    }
  }
}

}  // namespace weir::models

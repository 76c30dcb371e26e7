#include "network/layout.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "network/error.hpp"

namespace weir {

namespace {

// Without the extents that say nothing.
Shape squeezed(Shape shape) {
  std::erase(shape, 1);
  return shape;
}

Shape after_first(const Shape& shape) { return {shape.begin() + 1, shape.end()}; }

// Of a stream's shape: with the channels first.
Shape channels_first(Shape shape) {
  std::ranges::rotate(shape, shape.end() - 1);
  return shape;
}

}  // namespace

Tensor channels_last(const Tensor& array) {
  Shape shape = array.shape;
  std::rotate(shape.begin() + 1, shape.begin() + 2, shape.end());
  Tensor ordered(std::move(shape));
  const std::int64_t channels = array.shape.at(1);
  const std::int64_t pixels = array.size() / (array.shape[0] * channels);
  auto next = ordered.values.begin();
  for (std::int64_t n = 0; n < array.shape[0]; ++n) {
    const auto planes = array.values.begin() + n * channels * pixels;
    for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
      for (std::int64_t channel = 0; channel < channels; ++channel)
        *next++ = planes[channel * pixels + pixel];
    }
  }
  return ordered;
}

Tensor frames_in_order(Tensor frames, const Shape& shape, const std::optional<Yaml>& layout, bool padded) {
  const Shape own = after_first(frames.shape);
  const std::string found = "frames of shape " + to_string(own);
  if (layout && layout->text() != "chw" && layout->text() != "hwc") layout->fail("chw or hwc");
  if (layout && layout->text() == "chw") {
    if (shape.size() != 2 && shape.size() != 3) {
      layout->fail("it for a stream of shape " + to_string(shape),
                   "it for [height, width, channels] or [width, channels]");
    }
    if (own != channels_first(shape))
      throw BadInput("", found,
                     to_string(channels_first(shape)) + ": channels first, of shape " + to_string(shape));
    return channels_last(frames);
  }
  const bool flat = own.size() < 2 || shape.size() == 1;
  const std::int64_t elements = elements_of(own);
  if (padded) {
    if (!flat || elements > elements_of(shape))
      throw BadInput("", found,
                     "one extent, of at most " + std::to_string(elements_of(shape)) + " elements, to pad");
    return frames;
  }
  if (elements != elements_of(shape)) {
    throw BadInput("", "frames of " + std::to_string(elements) + " elements",
                   std::to_string(elements_of(shape)) + " for shape " + to_string(shape));
  }
  if (!flat && squeezed(own) != squeezed(shape)) {
    const bool turned = shape.size() > 1 && squeezed(own) == squeezed(channels_first(shape));
    throw BadInput("", found,
                   to_string(shape) +
                       (turned ? " (layout: chw takes channels first)" : ", or one extent of all elements"));
  }
  return frames;
}

Tensor weights_in_order(Tensor weights, std::int64_t rows, std::int64_t columns, const Extent& kernel,
                        const Yaml& layout) {
  const bool first = layout.text() == "oihw";
  if (!first && layout.text() != "ohwi") layout.fail("oihw or ohwi");
  if (columns % kernel.area() != 0) {
    throw BadInput("layout",
                   std::to_string(columns) + " columns for a kernel of " + std::to_string(kernel.area()),
                   "whole pixels, as a swu or a map gives them");
  }
  if (kernel == Extent{} && weights.shape.size() == 2) {
    throw BadInput("layout", "it for columns of one pixel, as no swu or conv is right before",
                   "none, or weights [rows, columns, 1, 1]");
  }
  const std::int64_t channels = columns / kernel.area();
  const Shape whole = first ? Shape{rows, channels, kernel.height, kernel.width}
                            : Shape{rows, kernel.height, kernel.width, channels};
  Shape flat_row = whole;
  if (kernel.height == 1) flat_row.erase(flat_row.begin() + (first ? 2 : 1));
  if (weights.shape != whole && weights.shape != flat_row && weights.shape != Shape{rows, columns}) {
    throw BadInput("", "a tensor of shape " + to_string(weights.shape), "shape " + to_string(whole));
  }
  weights.shape = whole;
  if (first) weights = channels_last(weights);
  weights.shape = {rows, columns};
  return weights;
}

}  // namespace weir

// Integer tensors: frames, weights, thresholds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace weir {

// Extents, outermost first; the last is innermost in memory and first onto a stream (channels of a pixel).
using Shape = std::vector<std::int64_t>;

// The most elements of a tensor that a scenario may ask for: far above any real layer, and few enough that no
// count of beats, bits or cycles overflows.
inline constexpr std::int64_t kMaxElements = std::int64_t{1} << 30;

// Whether a tensor of that shape has at most kMaxElements. All extents must be at least 1.
[[nodiscard]] inline bool fits(const Shape& shape) {
  std::int64_t most = kMaxElements;
  for (const std::int64_t extent : shape) most /= extent;
  return most > 0;
}

// Number of elements of a tensor of that shape.
[[nodiscard]] inline std::int64_t elements_of(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

// "[28, 28, 3]", for messages.
[[nodiscard]] inline std::string to_string(const Shape& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

// A dense row-major tensor. Holds any value of any DataType.
struct Tensor {
  Shape shape;
  std::vector<std::int64_t> values;

  Tensor() = default;
  explicit Tensor(Shape extents)
      : shape(std::move(extents)), values(static_cast<std::size_t>(elements_of(shape))) {}
  Tensor(Shape extents, std::vector<std::int64_t> data)
      : shape(std::move(extents)), values(std::move(data)) {}

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(values.size()); }
  // Row `r` of the tensor seen as a matrix whose columns are the last extent.
  [[nodiscard]] std::span<const std::int64_t> row(std::int64_t r) const {
    const auto columns = static_cast<std::size_t>(shape.back());
    return std::span(values).subspan(static_cast<std::size_t>(r) * columns, columns);
  }

  friend bool operator==(const Tensor&, const Tensor&) = default;
};

}  // namespace weir

// The order in which a tensor's elements stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "import/front/periodic.hpp"
#include "network/tensor.hpp"

namespace weir::importer {

// A tensor's dimensions are products of factors, and its stream sends the same factors in an order of its
// own: [1, C, H, W] of a feature map is factors c, h, w, sent as h, w, c. Flattened, it is one dimension of
// c, h, w, sent as before. Extents of 1 have no factor.
struct Layout {
  std::vector<std::vector<std::size_t>> dims;  // of each dimension its factors, outermost first
  std::vector<std::size_t> order;              // all factors as they stream, outermost first
  std::vector<std::int64_t> extents;           // of each factor

  Layout() = default;
  // A tensor that streams row by row.
  explicit Layout(const Shape& shape);

  [[nodiscard]] std::int64_t extent(std::size_t dim) const;
  [[nodiscard]] Shape shape() const;
  [[nodiscard]] std::int64_t elements() const;
  // Extents of the factors as they stream.
  [[nodiscard]] Shape stream() const;

  // Makes the dimension stream innermost.
  void send_last(std::size_t dim);
  void transpose(const std::vector<std::size_t>& permutation);
  // False if the shape splits factors that are not adjacent in the stream.
  [[nodiscard]] bool reshape(const Shape& to);
  // Adds a factor that streams innermost, and returns it.
  std::size_t add_factor(std::int64_t extent);

  // If the dimension's factors stream innermost: for each of its elements as they stream, its index in the
  // dimension. Else nothing.
  [[nodiscard]] std::optional<std::vector<std::int64_t>> innermost(std::size_t dim) const;
  // Whether the factors of these dimensions stream outermost, one dimension after another.
  [[nodiscard]] bool outermost(const std::vector<std::size_t>& which) const;

  // The indices of an array broadcast to the tensor as in NumPy, in stream order. None if it does not fit.
  [[nodiscard]] std::optional<std::vector<std::size_t>> spread(const Shape& array) const;

  // Factors that are neighbours both in a dimension and in the stream become one.
  void merge();
};

}  // namespace weir::importer

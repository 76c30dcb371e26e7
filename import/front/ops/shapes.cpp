// Flatten, Reshape, Squeeze, Unsqueeze, Transpose, DepthToSpace: the same elements in other dimensions. They
// change no stream; where a stream would have to change, what reads it refuses.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "import/front/front_step.hpp"

namespace weir::importer {

namespace {

// ONNX's Reshape: 0 keeps an extent, -1 is what is left.
Shape reshaped(const FrontStep& step, const Shape& from, const std::vector<std::int64_t>& to) {
  Shape shape;
  std::optional<std::size_t> open;
  std::int64_t known = 1;
  for (std::size_t d = 0; d < to.size(); ++d) {
    std::int64_t extent = to[d];
    if (extent == 0 && step.integer("allowzero", 0) == 0) {
      step.demand(d < from.size(), "a 0 beyond the input's dimensions", "an extent");
      extent = from[d];
    }
    if (extent == -1) {
      step.demand(!open, "-1 twice", "it once");
      open = d;
      extent = 1;
    }
    step.demand(extent >= 1 && extent <= kMaxElements && known <= kMaxElements / extent,
                "a shape " + flow_list(to), "extents from 1 on");
    known *= extent;
    shape.push_back(extent);
  }
  const std::int64_t elements = elements_of(from);
  step.demand(open ? elements % known == 0 : elements == known,
              fmt::format("a reshape of {} to {}", to_string(from), flow_list(to)), "as many elements");
  if (open) shape[*open] = elements / known;
  return shape;
}

Shape flattened(const FrontStep& step, const Shape& from) {
  const std::int64_t axis = step.integer("axis", 1);
  const std::size_t split =
      axis == static_cast<std::int64_t>(from.size()) ? from.size() : step.dim(axis, from.size());
  const auto middle = from.begin() + static_cast<std::ptrdiff_t>(split);
  return {elements_of(Shape(from.begin(), middle)), elements_of(Shape(middle, from.end()))};
}

Shape squeezed(const FrontStep& step, const Shape& from) {
  const auto axes = step.integers("axes", 1);
  Shape shape;
  std::vector<std::size_t> dims;
  if (axes) {
    for (const std::int64_t axis : *axes) dims.push_back(step.dim(axis, from.size()));
  }
  for (std::size_t d = 0; d < from.size(); ++d) {
    const bool goes = axes ? std::ranges::find(dims, d) != dims.end() : from[d] == 1;
    step.demand(!goes || from[d] == 1, fmt::format("a squeeze of an extent of {}", from[d]), "of 1");
    if (!goes) shape.push_back(from[d]);
  }
  return shape;
}

Shape unsqueezed(const FrontStep& step, const Shape& from) {
  const auto axes = step.integers("axes", 1);
  step.demand(axes.has_value(), "no axes", "axes");
  std::vector<std::size_t> dims;
  for (const std::int64_t axis : *axes) dims.push_back(step.dim(axis, from.size() + axes->size()));
  std::ranges::sort(dims);
  step.demand(std::ranges::adjacent_find(dims) == dims.end(), "an axis twice", "each once");
  Shape shape = from;
  for (const std::size_t dim : dims) shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(dim), 1);
  return shape;
}

std::vector<std::size_t> permutation_of(const FrontStep& step, std::size_t rank) {
  std::vector<std::size_t> permutation;
  if (const auto stated = step.integers("perm")) {
    for (const std::int64_t axis : *stated) permutation.push_back(step.dim(axis, rank));
  } else {
    for (std::size_t d = rank; d > 0; --d) permutation.push_back(d - 1);
  }
  std::vector<std::size_t> sorted = permutation;
  std::ranges::sort(sorted);
  step.demand(permutation.size() == rank && std::ranges::adjacent_find(sorted) == sorted.end(),
              "perm with " + std::to_string(permutation.size()) + " axes",
              fmt::format("each of {} once", rank));
  return permutation;
}

void see_as(FrontStep& step, Value value, const Shape& shape) {
  if (value.place == Value::Place::kHost) {
    value.layout = Layout(shape);
    step.append(value, {});
    return step.give(std::move(value));
  }
  const Shape from = value.layout.shape();
  if (!value.layout.reshape(shape))
    step.refuse(fmt::format("a reshape of {} to {}, which stream as {}", to_string(from), to_string(shape),
                            to_string(value.layout.stream())),
                "a shape that keeps what streams together");
  step.give(std::move(value));
}

}  // namespace

Shape shape_behind(const FrontStep& step, const Shape& from) {
  const std::string& op = step.node().op;
  if (op == "Flatten") return flattened(step, from);
  if (op == "Squeeze") return squeezed(step, from);
  if (op == "Unsqueeze") return unsqueezed(step, from);
  const auto to = step.integers("shape", 1);
  step.demand(to.has_value(), "no shape", "a shape");
  return reshaped(step, from, *to);
}

std::vector<std::size_t> transposed_dims(const FrontStep& step, std::size_t rank) {
  return permutation_of(step, rank);
}

void front_reshape(FrontStep& step) {
  Value value = step.data();
  const Shape shape = shape_behind(step, value.layout.shape());
  see_as(step, std::move(value), shape);
}

void front_transpose(FrontStep& step) {
  Value value = step.data();
  const auto permutation = permutation_of(step, value.layout.dims.size());
  if (value.place == Value::Place::kHost) {
    value.layout.transpose(permutation);
    value.layout = Layout(value.layout.shape());
    step.append(value, {});
    return step.give(std::move(value));
  }
  value.layout.transpose(permutation);
  step.give(std::move(value));
}

// [1, C r r, H, W] as [1, C, H r, W r]: as a reshape, a transpose and a reshape define it.
void front_depth_to_space(FrontStep& step) {
  Value value = step.data();
  const Shape shape = value.layout.shape();
  const std::int64_t block = step.integer("blocksize", 1);
  step.demand(shape.size() == 4 && block >= 1 && shape[1] % (block * block) == 0,
              fmt::format("an input of {} and blocksize = {}", to_string(shape), block),
              "[1, channels, height, width], and blocks that divide the channels");
  const bool columns_first = step.text("mode", "DCR") == "CRD";
  const std::int64_t channels = shape[1] / (block * block);
  const Shape apart = columns_first ? Shape{1, channels, block, block, shape[2], shape[3]}
                                    : Shape{1, block, block, channels, shape[2], shape[3]};
  const Shape together{1, channels, shape[2] * block, shape[3] * block};
  if (value.place == Value::Place::kHost) return see_as(step, std::move(value), together);
  step.flush(value);
  const bool first = value.layout.reshape(apart);
  if (first)
    value.layout.transpose(columns_first ? std::vector<std::size_t>{0, 1, 4, 2, 5, 3}
                                         : std::vector<std::size_t>{0, 3, 4, 1, 5, 2});
  // The dimensions' factors, whatever their order in the stream.
  if (first) {
    auto& dims = value.layout.dims;
    dims[2].insert(dims[2].end(), dims[3].begin(), dims[3].end());
    dims[4].insert(dims[4].end(), dims[5].begin(), dims[5].end());
    dims = {dims[0], dims[1], dims[2], dims[4]};
  }
  step.demand(first, "channels that do not stream together", "no Transpose or Reshape before it");
  step.give(std::move(value));
}

}  // namespace weir::importer

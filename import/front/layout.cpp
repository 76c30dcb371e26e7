#include "import/front/layout.hpp"

#include <algorithm>
#include <numeric>

namespace weir::importer {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::size_t place_of(const std::vector<std::size_t>& list, std::size_t factor) {
  const auto found = std::ranges::find(list, factor);
  return found == list.end() ? kNone : static_cast<std::size_t>(found - list.begin());
}

}  // namespace

Layout::Layout(const Shape& shape) {
  for (const std::int64_t extent : shape) {
    dims.emplace_back();
    if (extent == 1) continue;
    dims.back().push_back(extents.size());
    order.push_back(extents.size());
    extents.push_back(extent);
  }
}

std::int64_t Layout::extent(std::size_t dim) const {
  std::int64_t product = 1;
  for (const std::size_t factor : dims.at(dim)) product *= extents[factor];
  return product;
}

Shape Layout::shape() const {
  Shape shape;
  for (std::size_t d = 0; d < dims.size(); ++d) shape.push_back(extent(d));
  return shape;
}

std::int64_t Layout::elements() const { return elements_of(shape()); }

Shape Layout::stream() const {
  Shape shape;
  for (const std::size_t factor : order) shape.push_back(extents[factor]);
  return shape;
}

void Layout::send_last(std::size_t dim) {
  for (const std::size_t factor : dims.at(dim)) {
    std::erase(order, factor);
    order.push_back(factor);
  }
}

void Layout::transpose(const std::vector<std::size_t>& permutation) {
  std::vector<std::vector<std::size_t>> moved;
  for (const std::size_t from : permutation) moved.push_back(dims.at(from));
  dims = std::move(moved);
}

std::size_t Layout::add_factor(std::int64_t extent) {
  extents.push_back(extent);
  order.push_back(extents.size() - 1);
  return extents.size() - 1;
}

void Layout::merge() {
  for (auto& dim : dims) {
    for (std::size_t i = 0; i + 1 < dim.size();) {
      const std::size_t here = place_of(order, dim[i]);
      if (here + 1 >= order.size() || order[here + 1] != dim[i + 1]) {
        ++i;
        continue;
      }
      extents[dim[i]] *= extents[dim[i + 1]];
      order.erase(order.begin() + static_cast<std::ptrdiff_t>(here) + 1);
      dim.erase(dim.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }
}

bool Layout::reshape(const Shape& to) {
  Layout next = *this;
  // As one dimension, in which neighbours that stream side by side are one factor.
  std::vector<std::size_t> all;
  for (const auto& dim : dims) all.insert(all.end(), dim.begin(), dim.end());
  next.dims = {all};
  next.merge();
  std::vector<std::size_t> left = next.dims.front();
  next.dims.clear();
  std::size_t taken = 0;
  for (const std::int64_t wanted : to) {
    next.dims.emplace_back();
    for (std::int64_t missing = wanted; missing != 1;) {
      if (missing < 1 || taken == left.size()) return false;
      const std::size_t factor = left[taken];
      const std::int64_t extent = next.extents[factor];
      if (missing % extent == 0) {
        next.dims.back().push_back(factor);
        missing /= extent;
        ++taken;
      } else if (extent % missing == 0) {  // its outer part
        next.extents.push_back(extent / missing);
        next.extents[factor] = missing;
        const std::size_t inner = next.extents.size() - 1;
        const std::size_t place = place_of(next.order, factor);
        next.order.insert(next.order.begin() + static_cast<std::ptrdiff_t>(place) + 1, inner);
        next.dims.back().push_back(factor);
        left[taken] = inner;
        missing = 1;
      } else {
        return false;
      }
    }
  }
  if (taken != left.size()) return false;
  *this = std::move(next);
  return true;
}

std::optional<std::vector<std::int64_t>> Layout::innermost(std::size_t dim) const {
  const std::vector<std::size_t>& factors = dims.at(dim);
  if (factors.size() > order.size()) return std::nullopt;
  const std::vector<std::size_t> last(order.end() - static_cast<std::ptrdiff_t>(factors.size()), order.end());
  if (!std::ranges::is_permutation(last, factors)) return std::nullopt;
  const std::int64_t count = extent(dim);
  std::vector<std::int64_t> indices;
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t rest = i;
    std::vector<std::int64_t> digit(extents.size());
    for (auto factor = last.rbegin(); factor != last.rend(); ++factor) {
      digit[*factor] = rest % extents[*factor];
      rest /= extents[*factor];
    }
    std::int64_t index = 0;
    for (const std::size_t factor : factors) index = index * extents[factor] + digit[factor];
    indices.push_back(index);
  }
  return indices;
}

bool Layout::outermost(const std::vector<std::size_t>& which) const {
  std::size_t at = 0;
  for (const std::size_t dim : which) {
    for (const std::size_t factor : dims.at(dim)) {
      if (at == order.size() || order[at++] != factor) return false;
    }
  }
  return true;
}

std::optional<std::vector<std::size_t>> Layout::spread(const Shape& array) const {
  if (array.size() > dims.size()) {
    const auto beyond = array.begin() + static_cast<std::ptrdiff_t>(array.size() - dims.size());
    if (std::any_of(array.begin(), beyond, [](std::int64_t extent) { return extent != 1; }))
      return std::nullopt;
  }
  // The array's step from one index of a dimension to the next; 0 where it is the same for all.
  std::vector<std::int64_t> step(dims.size());
  std::int64_t stride = 1;
  std::size_t first = order.size();  // of the factors that it differs along, the outermost
  for (std::size_t back = 1; back <= std::min(array.size(), dims.size()); ++back) {
    const std::size_t dim = dims.size() - back;
    const std::int64_t own = array[array.size() - back];
    if (own != 1 && own != extent(dim)) return std::nullopt;
    if (own != 1) {
      step[dim] = stride;
      for (const std::size_t factor : dims[dim]) first = std::min(first, place_of(order, factor));
    }
    stride *= own;
  }
  std::int64_t period = 1;
  for (std::size_t i = first; i < order.size(); ++i) period *= extents[order[i]];
  std::vector<std::size_t> indices;
  indices.reserve(static_cast<std::size_t>(period));
  for (std::int64_t i = 0; i < period; ++i) {
    std::int64_t rest = i;
    std::vector<std::int64_t> digit(extents.size());
    for (std::size_t place = order.size(); place > first; --place) {
      const std::size_t factor = order[place - 1];
      digit[factor] = rest % extents[factor];
      rest /= extents[factor];
    }
    std::int64_t index = 0;
    for (std::size_t d = 0; d < dims.size(); ++d) {
      std::int64_t own = 0;
      for (const std::size_t factor : dims[d]) own = own * extents[factor] + digit[factor];
      index += own * step[d];
    }
    indices.push_back(static_cast<std::size_t>(index));
  }
  return indices;
}

}  // namespace weir::importer

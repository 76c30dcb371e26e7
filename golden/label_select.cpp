#include <algorithm>
#include <numeric>

#include "golden/layers.hpp"

namespace weir {

// A stable sort keeps equal inputs in the order of their indices.
Reference reference(const LabelSelect& label_select) {
  return [classes = label_select.classes, k = label_select.k](const Inputs& inputs, Eigen::Index frames) {
    Batch labels(frames, k);
    std::vector<std::int64_t> order(static_cast<std::size_t>(classes));
    for (Eigen::Index f = 0; f < frames; ++f) {
      std::iota(order.begin(), order.end(), 0);
      std::ranges::stable_sort(order, std::greater<>(), [&](std::int64_t i) { return (*inputs[0])(f, i); });
      std::copy_n(order.begin(), k, labels.row(f).begin());
    }
    return labels;
  };
}

}  // namespace weir

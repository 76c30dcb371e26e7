#include "golden/layers.hpp"

namespace weir {

namespace {

// Vectors side by side, [groups, folds, mmv, simd], one after another: [groups * mmv, folds * simd].
Batch one_after_another(const Batch& side_by_side, std::int64_t mmv, std::int64_t simd, std::int64_t cols) {
  Batch vectors(side_by_side.size() / cols, cols);
  const std::int64_t* next = side_by_side.data();
  for (Eigen::Index first = 0; first < vectors.rows(); first += mmv) {
    for (Eigen::Index column = 0; column < cols; column += simd) {
      vectors.block(first, column, mmv, simd) = Eigen::Map<const Batch>(next, mmv, simd);
      next += mmv * simd;
    }
  }
  return vectors;
}

// Every vector of every frame is a row of `vectors`: one product for all of them. Number: an integer type
// that holds every sum, as the accumulator's type does (network/layers/products.cpp checks it).
template <class Number>
struct Product {
  using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Matrix weights;

  template <class Vectors>
  [[nodiscard]] Batch operator()(const Vectors& vectors) const {
    const Matrix sums = vectors.template cast<Number>() * weights.transpose();
    return sums.template cast<std::int64_t>();
  }
};

template <class Number>
Reference reference_in(const Mvtu& mvtu) {
  const Product<Number> product{
      Eigen::Map<const Batch>(mvtu.weights.values.data(), mvtu.rows, mvtu.cols).template cast<Number>()};
  return [product, cols = mvtu.cols, mmv = mvtu.mmv, simd = mvtu.simd, thresholds = mvtu.thresholds](
             const Inputs& inputs, Eigen::Index frames) {
    Batch sums = mmv == 1
                     ? product(Eigen::Map<const Batch>(inputs[0]->data(), inputs[0]->size() / cols, cols))
                     : product(one_after_another(*inputs[0], mmv, simd, cols));
    sums.resize(frames, sums.size() / frames);  // the same values in the same order, a row for each frame
    if (thresholds) activate(*thresholds, sums);
    return sums;
  };
}

}  // namespace

// Uses 32 bits if sums and operands fit: several times as fast.
Reference reference(const Mvtu& mvtu) {
  const auto narrow = [](const DataType& type) { return type.min() >= INT32_MIN && type.max() <= INT32_MAX; };
  if (narrow(mvtu.input) && narrow(mvtu.weight) && narrow(mvtu.accumulator))
    return reference_in<std::int32_t>(mvtu);
  return reference_in<std::int64_t>(mvtu);
}

}  // namespace weir

#include "golden/layers.hpp"

namespace weir {

namespace {

// Vectors side by side, [groups, folds, mmv, simd], one after another: [groups * mmv, folds * simd].
Batch one_after_another(const Batch& side_by_side, std::int64_t mmv, std::int64_t simd, std::int64_t cols) {
  Batch vectors(side_by_side.size() / cols, cols);
  const std::int32_t* next = side_by_side.data();
  for (Eigen::Index first = 0; first < vectors.rows(); first += mmv) {
    for (Eigen::Index column = 0; column < cols; column += simd) {
      vectors.block(first, column, mmv, simd) = Eigen::Map<const Batch>(next, mmv, simd);
      next += mmv * simd;
    }
  }
  return vectors;
}

}  // namespace

// Every vector of every frame is a column of the right factor: one product for all of them. A sum fits in 32
// bits, as the accumulator's type does (network/layers/mvtu.cpp checks it).
Reference reference(const Mvtu& mvtu) {
  const Batch weights = Eigen::Map<const Batch>(mvtu.weights.values.data(), mvtu.rows, mvtu.cols);
  return [weights, mmv = mvtu.mmv, simd = mvtu.simd, thresholds = mvtu.thresholds](const Inputs& inputs,
                                                                                   Eigen::Index frames) {
    Batch sums;
    if (mmv == 1) {
      const Eigen::Map<const Batch> vectors(inputs[0]->data(), inputs[0]->size() / weights.cols(),
                                            weights.cols());
      sums = vectors * weights.transpose();
    } else {
      sums = one_after_another(*inputs[0], mmv, simd, weights.cols()) * weights.transpose();
    }
    sums.resize(frames, sums.size() / frames);  // the same values in the same order, a row for each frame
    if (thresholds) activate(*thresholds, sums);
    return sums;
  };
}

}  // namespace weir

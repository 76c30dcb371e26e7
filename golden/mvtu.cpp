#include "golden/layers.hpp"

namespace weir {

// Every vector of every frame is a column of the right factor: one product for all of them. A sum fits in 32
// bits, as the accumulator's type does (network/layers/mvtu.cpp checks it).
Reference reference(const Mvtu& mvtu) {
  const Batch weights = Eigen::Map<const Batch>(mvtu.weights.values.data(), mvtu.rows, mvtu.cols);
  return
      [weights, thresholds = mvtu.thresholds](const std::vector<const Batch*>& inputs, Eigen::Index frames) {
        const Eigen::Map<const Batch> vectors(inputs[0]->data(), inputs[0]->size() / weights.cols(),
                                              weights.cols());
        Batch sums = vectors * weights.transpose();
        sums.resize(frames, sums.size() / frames);  // the same values in the same order, a row for each frame
        if (thresholds) activate(*thresholds, sums);
        return sums;
      };
}

}  // namespace weir

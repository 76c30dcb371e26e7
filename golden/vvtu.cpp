#include "golden/layers.hpp"

namespace weir {

// In [vectors, channels / pe, kernel, pe]: each channel's positions times its weights.
Reference reference(const Vvtu& vvtu) {
  const Batch weights = Eigen::Map<const Batch>(vvtu.weights.values.data(), vvtu.channels, vvtu.kernel);
  return [weights, vvtu](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t folds = vvtu.channels / vvtu.pe;
    Batch sums(frames, vvtu.vectors * vvtu.channels);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t group = 0; group < vvtu.vectors * folds; ++group) {
        const Eigen::Map<const Batch> positions(inputs[0]->row(f).data() + group * vvtu.kernel * vvtu.pe,
                                                vvtu.kernel, vvtu.pe);
        const std::int64_t channel = group % folds * vvtu.pe;
        sums.row(f).segment(group * vvtu.pe, vvtu.pe) =
            positions.transpose().cwiseProduct(weights.middleRows(channel, vvtu.pe)).rowwise().sum();
      }
    }
    if (vvtu.thresholds) activate(*vvtu.thresholds, sums);
    return sums;
  };
}

}  // namespace weir

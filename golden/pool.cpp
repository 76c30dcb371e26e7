#include <algorithm>

#include "golden/layers.hpp"

namespace weir {

// Each group of `lanes` channels is a matrix [positions, lanes] whose columns are pooled. A whole map is one
// group of all channels; windows have one group for each window and channel fold.
Reference reference(const Pool& pool) {
  return [pool](const Inputs& inputs, Eigen::Index frames) {
    const std::int64_t lanes = pool.global ? pool.channels : pool.pe;
    const std::int64_t groups = pool.windows * pool.channels / lanes;
    Batch out(frames, groups * lanes);
    for (Eigen::Index f = 0; f < frames; ++f) {
      for (std::int64_t g = 0; g < groups; ++g) {
        const Eigen::Map<const Batch> group(inputs[0]->row(f).data() + g * pool.positions * lanes,
                                            pool.positions, lanes);
        auto pooled = out.row(f).segment(g * lanes, lanes);
        if (pool.op == Pool::Op::kMax) {
          pooled = group.colwise().maxCoeff();
        } else {
          pooled = group.colwise().sum();  // fits (network/layers/pool.cpp checks it)
        }
        if (pool.op != Pool::Op::kAverage) continue;
        for (std::int64_t& sum : pooled) {  // both round towards minus infinity
          if (pool.by == Pool::By::kShift) {
            sum >>= *pool.shift;
          } else {
            const std::int64_t above = (sum % pool.positions + pool.positions) % pool.positions;
            sum = (sum - above) / pool.positions;
          }
        }
      }
    }
    return out;
  };
}

}  // namespace weir

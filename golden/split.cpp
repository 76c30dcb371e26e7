#include "golden/layers.hpp"

namespace weir {

// The input is a matrix [pixels, channels]: every output is some of its columns.
Reference reference(const Split& split) {
  return [split](const Inputs& inputs, Eigen::Index frames) {
    const Eigen::Map<const Batch> whole(inputs[0]->data(), frames * split.pixels(), split.shape.back());
    std::vector<Batch> parts;
    Eigen::Index first = 0;
    for (const std::int64_t channels : split.channels) {
      Batch& part = parts.emplace_back(whole.middleCols(first, channels));
      part.resize(frames, part.size() / frames);  // the same values in the same order, a row for each frame
      first += channels;
    }
    return parts;
  };
}

}  // namespace weir

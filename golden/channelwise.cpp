#include "golden/layers.hpp"

namespace weir {

// Each vector of every frame is a row, and the parameters are one. The result fits in its type
// (network/layers/channelwise.cpp checks it).
Reference reference(const Channelwise& channelwise) {
  const auto& values = channelwise.parameters.values;
  const Batch parameters = Eigen::Map<const Batch>(values.data(), 1, channelwise.channels);
  return [op = channelwise.op, parameters](const Inputs& inputs, Eigen::Index frames) {
    const Eigen::Index vectors = inputs[0]->size() / parameters.cols();
    Batch out = Eigen::Map<const Batch>(inputs[0]->data(), vectors, parameters.cols());
    for (Eigen::Index v = 0; v < vectors; ++v) {
      auto vector = out.row(v);
      switch (op) {
        case Channelwise::Op::kAdd:
          vector += parameters;
          break;
        case Channelwise::Op::kMultiply:
          vector = vector.cwiseProduct(parameters).eval();
          break;
        case Channelwise::Op::kCompare:
          vector = (vector.array() >= parameters.array()).cast<std::int64_t>().eval();
          break;
      }
    }
    out.resize(frames, out.size() / frames);  // the same values in the same order, a row for each frame
    return out;
  };
}

}  // namespace weir

#include "golden/layers.hpp"

namespace weir {

namespace {

Batch result_of(Eltwise::Op op, const Batch& a, const Batch& b) {
  switch (op) {
    case Eltwise::Op::kAdd:
      return a + b;
    case Eltwise::Op::kSubtract:
      return a - b;
    case Eltwise::Op::kAbsoluteDifference:
      return a.cwiseMax(b) - a.cwiseMin(b);
    case Eltwise::Op::kMultiply:
      break;
  }
  return a.cwiseProduct(b);
}

}  // namespace

// The result fits in its type (network/layers/eltwise.cpp checks it), and so do sum, difference and product.
// A vector stands beside itself once for each pixel of the other input.
Reference reference(const Eltwise& eltwise) {
  return [op = eltwise.op, vector = eltwise.vector, pixels = eltwise.pixels()](const Inputs& inputs,
                                                                               Eigen::Index) -> Batch {
    if (!vector) return result_of(op, *inputs[0], *inputs[1]);
    const Batch spread = inputs[*vector]->replicate(1, pixels);
    return *vector == 0 ? result_of(op, spread, *inputs[1]) : result_of(op, *inputs[0], spread);
  };
}

}  // namespace weir

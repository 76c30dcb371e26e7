#include "golden/layers.hpp"

namespace weir {

// The result fits in 32 bits (network/layers/eltwise.cpp checks it), and so do sum, difference and product.
Reference reference(const Eltwise& eltwise) {
  return [op = eltwise.op](const Inputs& inputs, Eigen::Index) -> Batch {
    const Batch& a = *inputs[0];
    const Batch& b = *inputs[1];
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
  };
}

}  // namespace weir

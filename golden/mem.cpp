#include "golden/layers.hpp"

namespace weir {

// A memory delays beats and changes none.
Reference reference(const Mem& /*mem*/) {
  return [](const Inputs& inputs, Eigen::Index) { return *inputs[0]; };
}

}  // namespace weir

#include "golden/layers.hpp"

namespace weir {

// Only the borders of beats move, and a tensor has none.
Reference reference(const Dwc&) {
  return [](const Inputs& inputs, Eigen::Index) { return *inputs[0]; };
}

}  // namespace weir

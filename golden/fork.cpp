#include "golden/layers.hpp"

namespace weir {

Reference reference(const Fork& fork) {
  return [copies = fork.copies](const Inputs& inputs, Eigen::Index) {
    return std::vector<Batch>(static_cast<std::size_t>(copies), *inputs[0]);
  };
}

}  // namespace weir

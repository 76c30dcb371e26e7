// Compares the native model of a finn-rtllib block with the observed transfers at its ports.
#pragma once

#include <string>
#include <vector>

#include "survey/blocks.hpp"
#include "survey/handshakes.hpp"

namespace weir::survey {

struct ModelFit {
  std::string difference;      // the first, in words; "": none
  std::size_t patterns = 0;    // under which it was compared
  std::int64_t transfers = 0;  // that were
};

// `seen` under these patterns, each that lets the weights through: a missing one is not modelled
// (docs/timing.md). Throws BadInput of a block that has no model.
ModelFit fit_model(const Block& block, const std::vector<Handshakes>& seen,
                   const std::vector<StallPattern>& patterns = stall_patterns());

}  // namespace weir::survey

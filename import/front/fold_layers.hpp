// PE and SIMD of layers that come without.
#pragma once

#include <string>
#include <vector>

#include "import/front/front_end.hpp"
#include "import/front/plan.hpp"

namespace weir::importer {

// Of the options' file, of which FINN's names are those of the graph's products, thresholds and so on in
// their order (MVAU_0, VVAU_0, Thresholding_0, ..), and the layers' own names go, too; then, if there is a
// target, the least pe x simd of each layer that takes no more cycles a frame; else 1. Throws BadInput.
void fold_layers(const Graph& graph, const FrontOptions& options, Plan& plan,
                 std::vector<std::string>& notes);

// The folding of the plan's layers, by FINN's names of them: fold_layers reads it again.
std::string folding_json(const Plan& plan);

}  // namespace weir::importer

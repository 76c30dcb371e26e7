// Chooses PE and SIMD of layers without folding.
#pragma once

#include <string>
#include <vector>

#include "import/front/front_end.hpp"
#include "import/front/plan.hpp"

namespace weir::importer {

// Takes the folding from the options' file, by FINN's names in graph order (MVAU_0, VVAU_0, Thresholding_0,
// ..) or by the layers' own names. For other layers, chooses the least pe x simd that meets the target
// cycles, or 1 without a target. Throws BadInput.
void fold_layers(const Graph& graph, const FrontOptions& options, Plan& plan,
                 std::vector<std::string>& notes);

// The folding of the plan's layers by FINN's names, in a form that fold_layers can read.
std::string folding_json(const Plan& plan);

}  // namespace weir::importer

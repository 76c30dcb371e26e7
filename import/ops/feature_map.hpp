// Nodes on feature maps.
#pragma once

#include <cstdint>
#include <vector>

#include "import/step.hpp"

namespace weir::importer {

// Has the input seen as [height, width, channels], if it has as many elements.
void see_as_map(Step& step, const std::vector<std::int64_t>& size, std::int64_t channels);

}  // namespace weir::importer

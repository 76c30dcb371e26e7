// What nodes read: feature maps, vectors, windows.
#pragma once

#include <cstdint>
#include <vector>

#include "import/step.hpp"

namespace weir::importer {

// Has the input seen as [height, width, channels], if it has as many elements.
void see_as_map(Step& step, const std::vector<std::int64_t>& size, std::int64_t channels);
// Has the input, of whole vectors of so many elements, seen as vectors: its own shape if its last extent is
// theirs. Returns the shape.
Shape see_as_vectors(Step& step, std::int64_t elements);
// Demands windows of a depthwise ConvolutionInputGenerator, of so many positions; returns the shape of one
// element for each window and channel.
Shape one_for_each_window(Step& step, std::int64_t positions, std::int64_t pe, std::int64_t channels);

}  // namespace weir::importer

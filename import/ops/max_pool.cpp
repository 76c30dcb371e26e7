// StreamingMaxPool, StreamingMaxPool_Batch: windows that do not overlap.
#include <fmt/format.h>

#include "import/operators.hpp"
#include "import/ops/feature_map.hpp"

namespace weir::importer {

void max_pool(Step& step) {
  const std::vector<std::int64_t> size = step.extent("ImgDim");
  const std::vector<std::int64_t> kernel = step.extent("PoolDim");
  const std::int64_t channels = step.count("NumChannels");
  see_as_map(step, size, channels);
  // In two dimensions, and before there was a PE, a beat is all channels of a pixel.
  const bool one_dimensional = size[0] == 1 || size[1] == 1;
  const std::int64_t folding = step.integer("PE", 0);
  std::int64_t pe = one_dimensional && folding > 0 ? folding : channels;
  if (const auto beat = step.stated_beat(); beat && *beat <= channels) pe = *beat;
  step.divides("PE", pe, channels);
  if (!one_dimensional && folding > 0 && folding != pe)
    step.note(fmt::format("all {} channels a beat, as FINN's has in two dimensions", pe));
  const bool ceil = step.integer("CeilMode", 0) != 0;
  Shape shape;
  for (std::size_t d = 0; d < 2; ++d) {
    shape.push_back((size[d] + (ceil ? kernel[d] - 1 : 0)) / kernel[d]);
    step.demand(shape.back() > 0, fmt::format("a kernel of {} on {} pixels", kernel[d], size[d]),
                "a window within the map");
  }
  shape.push_back(channels);
  Keys keys{{"kernel", flow_list(kernel)}, {"pe", std::to_string(pe)}};
  if (ceil) keys.emplace_back("ceil", "true");
  step.estimate_differs(
      "FINN's own loops write in cycles of their own; Weir's writes with the last beat of a window");
  step.layer("maxpool", keys, {"", step.in().element, shape, pe});
}

}  // namespace weir::importer

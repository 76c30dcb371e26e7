#include "network/layer_parsers.hpp"

namespace weir {

void parse_threshold(LayerEntry& entry) {
  entry.only({"pe", "thresholds", "output"});
  Threshold threshold;
  threshold.pe = entry.yaml.at("pe").integer(1);
  const std::int64_t channels = entry.source().shape.back();
  // Each channel is a sum of one input times 1.
  const Tensor ones({channels, 1}, std::vector<std::int32_t>(static_cast<std::size_t>(channels), 1));
  threshold.thresholds = read_thresholds(
      entry.sources->choose(entry.name + " thresholds", entry.yaml.at("thresholds")), *entry.sources,
      {entry.source().element, channels, 1, threshold.pe, 1}, ones, entry.yaml.at("output").type());
  entry.add(std::move(threshold));
}

}  // namespace weir

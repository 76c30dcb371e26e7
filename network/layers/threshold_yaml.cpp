#include "network/layer_parsers.hpp"

namespace weir {

namespace {

struct Compared {
  Sums sums;
  Tensor weights;
};

// What the thresholds are compared with: the sums of products that come in, if no reshape has made other
// channels of them; else each channel is a sum of one input times 1.
Compared compared_by(const LayerEntry& entry, std::int64_t pe) {
  const Stream& source = entry.source();
  const std::int64_t channels = source.shape.back();
  if (const Layer* const producer = entry.producer()) {
    const auto* const mvtu = std::get_if<Mvtu>(&producer->params);
    if (mvtu != nullptr && !mvtu->thresholds && mvtu->rows == channels)
      return {{mvtu->input, mvtu->rows, mvtu->cols, pe, 1}, mvtu->weights};
    const auto* const vvtu = std::get_if<Vvtu>(&producer->params);
    if (vvtu != nullptr && !vvtu->thresholds && vvtu->channels == channels)
      return {{vvtu->input, vvtu->channels, vvtu->kernel, pe, 1}, vvtu->weights};
  }
  return {{source.element, channels, 1, pe, 1},
          Tensor({channels, 1}, std::vector<std::int64_t>(static_cast<std::size_t>(channels), 1))};
}

void parse_threshold(LayerEntry& entry) {
  Threshold threshold;
  threshold.pe = entry.yaml.at("pe").integer(1);
  const Compared compared = compared_by(entry, threshold.pe);
  threshold.thresholds =
      read_thresholds(entry.sources->choose(entry.name + " thresholds", entry.yaml.at("thresholds")),
                      *entry.sources, compared.sums, compared.weights, entry.yaml.at("output").type());
  entry.add(std::move(threshold));
}

}  // namespace

std::vector<EntryKind> entries(Of<Threshold> /*kind*/) { return {{Threshold::kKind, parse_threshold}}; }

}  // namespace weir

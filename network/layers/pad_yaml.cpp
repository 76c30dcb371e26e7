#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_pad(LayerEntry& entry) {
  const FeatureMap map = FeatureMap::of(entry.source().shape);
  Pad pad;
  parse_pads(entry.yaml.at("pads"), map, pad);
  pad.between = parse_extent(entry.yaml.find("between"), map, 0);
  pad.simd = entry.yaml.at("simd").integer(1);
  pad.value = parse_pad_value(entry.yaml.find("value"));
  check_pad_value(entry.yaml.at("pads"), entry.yaml.find("value"), entry.source().element, "value: {}");
  entry.add(std::move(pad));
}

}  // namespace

std::vector<EntryKind> entries(Of<Pad> /*kind*/) { return {{Pad::kKind, parse_pad}}; }

}  // namespace weir

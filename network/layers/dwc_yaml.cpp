#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_dwc(LayerEntry& entry) {
  Dwc dwc;
  dwc.out_bits = entry.yaml.at("out_bits").integer(1);
  entry.add(dwc);
}

}  // namespace

std::vector<EntryKind> entries(Of<Dwc> /*kind*/) { return {{Dwc::kKind, parse_dwc}}; }

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

LayerParams parse_dwc(const LayerEntry& entry) {
  entry.only({"out_bits"});
  Dwc dwc;
  dwc.out_bits = entry.yaml.at("out_bits").integer(1);
  return dwc;
}

}  // namespace weir

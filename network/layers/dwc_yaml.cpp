#include "network/layer_parsers.hpp"

namespace weir {

void parse_dwc(LayerEntry& entry) {
  entry.only({"out_bits"});
  Dwc dwc;
  dwc.out_bits = entry.yaml.at("out_bits").integer(1);
  entry.add(dwc);
}

}  // namespace weir

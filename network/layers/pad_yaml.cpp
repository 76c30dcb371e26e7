#include "network/layer_parsers.hpp"

namespace weir {

void parse_pad(LayerEntry& entry) {
  entry.only({"pads", "simd", "value"});
  Pad pad;
  parse_pads(entry.yaml.at("pads"), FeatureMap::of(entry.source().shape), pad);
  pad.simd = entry.yaml.at("simd").integer(1);
  pad.value = parse_pad_value(entry.yaml.find("value"));
  entry.add(std::move(pad));
}

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

void parse_split(LayerEntry& entry) {
  entry.only({"pe", "channels"});
  Split split;
  split.pe = entry.yaml.at("pe").integer(1);
  for (const Yaml& part : entry.yaml.at("channels").items())
    split.channels.push_back(part.integer(1, kMaxExtent));
  entry.add(std::move(split));
}

}  // namespace weir

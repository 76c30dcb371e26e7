#include "network/layer_parsers.hpp"

namespace weir {

void parse_mvtu(LayerEntry& entry) {
  std::vector<std::string_view> keys(std::begin(kProductKeys), std::end(kProductKeys));
  keys.insert(keys.begin(), "rows");
  keys.emplace_back("flatten");
  keys.emplace_back("mmv");
  entry.only(std::move(keys));
  const auto flatten = entry.yaml.find("flatten");
  add_mvtu(entry, entry.yaml.at("rows").integer(1, kMaxExtent), flatten && flatten->boolean());
}

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_mvtu(LayerEntry& entry) {
  std::vector<std::string_view> keys(std::begin(kProductKeys), std::end(kProductKeys));
  keys.insert(keys.begin(), "rows");
  keys.emplace_back("flatten");
  keys.emplace_back("mmv");
  entry.only(std::move(keys));
  const auto flatten = entry.yaml.find("flatten");
  add_mvtu(entry, entry.yaml.at("rows").integer(1, kMaxExtent), flatten && flatten->boolean());
}

}  // namespace

std::vector<EntryKind> entries(Of<Mvtu> /*kind*/) { return {{Mvtu::kKind, parse_mvtu}}; }

}  // namespace weir

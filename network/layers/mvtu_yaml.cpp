#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_mvtu(LayerEntry& entry) {
  const auto flatten = entry.yaml.find("flatten");
  add_mvtu(entry, entry.yaml.at("rows").integer(1, kMaxExtent), flatten && flatten->boolean());
}

}  // namespace

std::vector<EntryKind> entries(Of<Mvtu> /*kind*/) { return {{Mvtu::kKind, parse_mvtu}}; }

}  // namespace weir

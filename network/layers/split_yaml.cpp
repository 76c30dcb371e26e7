#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_split(LayerEntry& entry) {
  Split split;
  split.pe = entry.yaml.at("pe").integer(1);
  for (const Yaml& part : entry.yaml.at("channels").items())
    split.channels.push_back(part.integer(1, kMaxExtent));
  entry.add(std::move(split));
}

}  // namespace

std::vector<EntryKind> entries(Of<Split> /*kind*/) { return {{Split::kKind, parse_split}}; }

}  // namespace weir

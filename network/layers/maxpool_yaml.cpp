#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_maxpool(LayerEntry& entry) {
  entry.only({"kernel", "pe"});
  Maxpool maxpool;
  maxpool.kernel = parse_extent(entry.yaml.at("kernel"), FeatureMap::of(entry.source().shape));
  maxpool.pe = entry.yaml.at("pe").integer(1);
  entry.add(std::move(maxpool));
}

}  // namespace

std::vector<EntryKind> entries(Of<Maxpool> /*kind*/) { return {{Maxpool::kKind, parse_maxpool}}; }

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_tmr_check(LayerEntry& entry) {
  TmrCheck tmr_check;
  for (const Yaml& first : entry.yaml.at("triplets").items())
    tmr_check.triplets.push_back(first.integer(0, kMaxExtent));
  entry.add(std::move(tmr_check));
}

}  // namespace

std::vector<EntryKind> entries(Of<TmrCheck> /*kind*/) { return {{TmrCheck::kKind, parse_tmr_check}}; }

}  // namespace weir

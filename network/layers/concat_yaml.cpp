#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_concat(LayerEntry& entry) {
  Concat concat;
  concat.pe = entry.yaml.at("pe").integer(1);
  entry.add(std::move(concat));
}

}  // namespace

std::vector<EntryKind> entries(Of<Concat> /*kind*/) { return {{Concat::kKind, parse_concat}}; }

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_normalize(LayerEntry& entry) {
  Normalize normalize;
  normalize.pe = entry.yaml.at("pe").integer(1);
  normalize.result = entry.yaml.at("output").type();
  entry.add(std::move(normalize));
}

}  // namespace

std::vector<EntryKind> entries(Of<Normalize> /*kind*/) { return {{Normalize::kKind, parse_normalize}}; }

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_vvtu(LayerEntry& entry) {
  entry.only({std::begin(kProductKeys), std::end(kProductKeys)});
  add_vvtu(entry);
}

}  // namespace

std::vector<EntryKind> entries(Of<Vvtu> /*kind*/) { return {{Vvtu::kKind, parse_vvtu}}; }

}  // namespace weir

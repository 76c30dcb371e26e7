#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_vvtu(LayerEntry& entry) { add_vvtu(entry); }

}  // namespace

std::vector<EntryKind> entries(Of<Vvtu> /*kind*/) { return {{Vvtu::kKind, parse_vvtu}}; }

}  // namespace weir

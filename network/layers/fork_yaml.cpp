#include "network/layer_parsers.hpp"

namespace weir {

namespace {

void parse_fork(LayerEntry& entry) {
  Fork fork;
  if (const auto copies = entry.yaml.find("copies")) fork.copies = copies->integer();
  entry.add(std::move(fork));
}

}  // namespace

std::vector<EntryKind> entries(Of<Fork> /*kind*/) { return {{Fork::kKind, parse_fork}}; }

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

void parse_fork(LayerEntry& entry) {
  entry.only({"copies"});
  Fork fork;
  if (const auto copies = entry.yaml.find("copies")) fork.copies = copies->integer();
  entry.add(std::move(fork));
}

}  // namespace weir

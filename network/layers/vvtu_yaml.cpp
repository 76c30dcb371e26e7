#include "network/layer_parsers.hpp"

namespace weir {

void parse_vvtu(LayerEntry& entry) {
  entry.only({std::begin(kProductKeys), std::end(kProductKeys)});
  add_vvtu(entry);
}

}  // namespace weir

#include "network/layer_parsers.hpp"

namespace weir {

// It comes with the mvtu that streams its weights.
std::vector<EntryKind> entries(Of<Memstream> /*kind*/) { return {}; }

}  // namespace weir

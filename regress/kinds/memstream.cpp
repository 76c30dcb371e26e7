#include "regress/kinds/shared.hpp"

namespace weir::regress {

Drawing drawing(Of<Memstream> /*kind*/) {
  return {.reads = Drawing::Reads::kNothing};  // it comes with the mvtu that streams its weights
}

std::vector<Group> bins(Of<Memstream> /*kind*/) { return {}; }

void cover(Hits& /*hit*/, const Memstream& /*memstream*/) {
  // its figures are the mvtu's
}

}  // namespace weir::regress

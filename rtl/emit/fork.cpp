#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Fork& fork) {
  out.set("Width", fork.stream.width_bits);
  out.set("Outputs", fork.copies);
}

}  // namespace weir::rtl

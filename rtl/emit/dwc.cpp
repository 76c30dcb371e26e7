#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Dwc& dwc) {
  out.set("InBits", dwc.in_bits);
  out.set("OutBits", dwc.out_bits);
}

}  // namespace weir::rtl

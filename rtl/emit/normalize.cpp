#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Normalize& normalize) {
  out.set("Length", normalize.length);
  out.set("Pe", normalize.pe);
  out.set("InputBits", normalize.input.bits);
  out.set("OutBits", normalize.result.bits);
}

}  // namespace weir::rtl

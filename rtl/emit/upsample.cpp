#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Upsample& upsample) {
  out.set("MapWidth", upsample.map.size.width);
  out.set("Scale", upsample.scale);
  out.set("Channels", upsample.map.channels);
  out.set("Simd", upsample.simd);
  out.set("ElementBits", upsample.element.bits);
}

}  // namespace weir::rtl

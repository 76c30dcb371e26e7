#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Maxpool& maxpool) {
  out.set("Map", maxpool.map.size);
  out.set("Kernel", maxpool.kernel);
  out.set("Channels", maxpool.map.channels);
  out.set("Pe", maxpool.pe);
  out.set("ElementBits", maxpool.element.bits);
  out.set("Kind", kind_of(maxpool.element));
}

}  // namespace weir::rtl

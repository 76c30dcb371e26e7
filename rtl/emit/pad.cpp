#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Pad& pad) {
  out.set("Map", pad.map.size);
  out.set("Before", pad.before);
  out.set("After", pad.after);
  out.set("Channels", pad.map.channels);
  out.set("Simd", pad.simd);
  out.set("ElementBits", pad.element.bits);
  out.set("Code", code_of(pad.element, pad.value));
  if (pad.between != Extent{0, 0}) out.set("Between", pad.between);
}

}  // namespace weir::rtl

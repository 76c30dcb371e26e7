#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Dwc& dwc) {
  out.set("InBits", dwc.in_bits);
  out.set("OutBits", dwc.out_bits);
  // Where both divide it, the frame is not to be told, and it may have more bits than 32 bits of them count.
  const bool whole = dwc.frame_bits % dwc.in_bits == 0 && dwc.frame_bits % dwc.out_bits == 0;
  if (!whole) out.set("FrameBits", dwc.frame_bits);
}

}  // namespace weir::rtl

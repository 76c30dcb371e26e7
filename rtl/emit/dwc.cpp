#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Dwc& dwc) {
  out.set("InBits", dwc.in_bits);
  out.set("OutBits", dwc.out_bits);
  // If both widths divide the frame, FrameBits is 0; the frame may then have more bits than a 32-bit number
  // counts.
  const bool whole = dwc.frame_bits % dwc.in_bits == 0 && dwc.frame_bits % dwc.out_bits == 0;
  if (!whole) out.set("FrameBits", dwc.frame_bits);
}

}  // namespace weir::rtl

#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Swu& swu) {
  out.needs({"weir_delay_line"});
  out.set("Map", swu.map.size);
  out.set("Channels", swu.map.channels);
  out.set("Simd", swu.simd);
  out.set("ElementBits", swu.element.bits);
  out.set("Kernel", swu.kernel);
  out.set("Stride", swu.stride);
  out.set("Dilation", swu.dilation);
  out.set("Depthwise", swu.depthwise ? 1 : 0);
  if (swu.parallel_window) {
    out.set("ParallelWindow", 1);
  } else {
    out.set("BufferPixels", swu.buffer_pixels);
  }
  if (swu.mmv > 1) out.set("Mmv", swu.mmv);
}

}  // namespace weir::rtl

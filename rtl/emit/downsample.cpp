#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Downsample& downsample) {
  out.set("Map", downsample.map.size);
  out.set("Stride", downsample.stride);
  out.set("Channels", downsample.map.channels);
  out.set("Simd", downsample.simd);
  out.set("ElementBits", downsample.element.bits);
}

}  // namespace weir::rtl

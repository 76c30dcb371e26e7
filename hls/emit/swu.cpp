#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Swu& l, const std::string&, const Names& in, const Names& out) {
  const std::string sizes = fmt::format("{}, {}, {}, {}, {}, {}", type_of(l.map.size), type_of(l.kernel),
                                        type_of(l.stride), type_of(l.dilation), l.map.channels, l.simd);
  Fragment f;
  if (l.parallel_window) {
    f.call = fmt::format("swu_parallel<{}, {}>({}, {}, Frames)", sizes, l.element.bits, in.at(0), out.at(0));
  } else {
    f.call = fmt::format("swu<{}, weir::hls::WindowOrder::{}, {}, {}, {}>({}, {}, Frames)", sizes,
                         l.depthwise ? "kDepthwise" : "kStandard", l.mmv, l.buffer_pixels, l.element.bits,
                         in.at(0), out.at(0));
  }
  return f;
}

}  // namespace weir::hls

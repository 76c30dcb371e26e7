#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Downsample& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("downsample<{}, {}, {}, {}, {}>({}, {}, Frames)", type_of(l.map.size),
                       type_of(l.stride), l.map.channels, l.simd, l.element.bits, in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

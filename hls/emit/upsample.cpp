#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Upsample& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("upsample<{}, {}, {}, {}, {}>({}, {}, Frames)", type_of(l.map.size), type_of(l.size),
                       l.map.channels, l.simd, l.element.bits, in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Pad& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("pad<{}, {}, {}, {}, {}, {}, {}, {:#x}>({}, {}, Frames)", type_of(l.map.size),
                       type_of(l.before), type_of(l.after), type_of(l.between), l.map.channels, l.simd,
                       l.element.bits, code_of(l.value, l.element), in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

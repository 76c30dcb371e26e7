#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Maxpool& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("maxpool<{}, {}, {}, {}, {}>({}, {}, Frames)", type_of(l.map.size), type_of(l.kernel),
                       l.map.channels, l.pe, type_of(l.element), in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

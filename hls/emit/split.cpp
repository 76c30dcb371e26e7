#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Split& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("split<{}, {}, {}>({}, Frames, {})", parts_of(l.pe, l.channels), l.pixels(),
                       l.element.bits, in.at(0), fmt::join(out, ", "));
  return f;
}

}  // namespace weir::hls

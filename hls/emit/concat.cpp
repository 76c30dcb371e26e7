#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Concat& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("concat<{}, {}, {}>({}, Frames, {})", parts_of(l.pe, l.channels), l.pixels,
                       l.element.bits, out.at(0), fmt::join(in, ", "));
  return f;
}

}  // namespace weir::hls

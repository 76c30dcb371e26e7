#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Mem& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("mem<{}, {}>({}, {}, Frames)", l.beats(), l.stream.width_bits, in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Dwc& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.widest_bits = l.in_bits + l.out_bits - 1;
  f.call = fmt::format("dwc<{}, {}, {}>({}, {}, Frames)", l.in_bits, l.out_bits, l.frame_bits, in.at(0),
                       out.at(0));
  return f;
}

}  // namespace weir::hls

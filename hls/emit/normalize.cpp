#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Normalize& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("normalize<{}, {}, {}, {}>({}, {}, Frames)", l.length, l.pe, type_of(l.input),
                       type_of(l.result), in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const LabelSelect& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("label_select<{}, {}, {}, {}, {}>({}, {}, Frames)", l.inputs, l.pe, l.classes, l.k,
                       type_of(l.input), in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

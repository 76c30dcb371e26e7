#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Concat& l, const std::string&, const Names& in, const Names& out) {
  Names elements;
  for (const DataType& element : l.elements) elements.push_back(type_of(element));
  Fragment f;
  f.call = fmt::format("concat<{}, {}, {}, {}>({}, Frames, {})", parts_of(l.pe, l.channels), l.pixels,
                       type_of(l.output()), fmt::join(elements, ", "), out.at(0), fmt::join(in, ", "));
  return f;
}

}  // namespace weir::hls

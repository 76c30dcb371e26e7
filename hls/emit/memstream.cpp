#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Memstream& l, const std::string& name, const Names&, const Names& out) {
  Fragment f;
  const std::string contents = name + "_Contents";
  f.memories = beat_memory(contents, l.contents.values, l.element, l.elements_per_beat);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", contents));
  f.call = fmt::format("memstream<{}, {}, {}>({}, {}, Frames)", l.elements_per_beat * l.element.bits,
                       l.depth(), l.passes, contents, out.at(0));
  return f;
}

}  // namespace weir::hls

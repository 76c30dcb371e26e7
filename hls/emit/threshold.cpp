#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Threshold& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("threshold<{}, {}, {}, {}, {}>({}, {}, {}, Frames)", l.channels, l.pe, l.vectors,
                       type_of(l.input), output_type(l.output(), l.thresholds), in.at(0),
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

}  // namespace weir::hls

#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Vvtu& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  const std::string weights = add_weights(f, l, name, in);
  f.call = fmt::format("vvtu<{}, {}, {}, {}, {}, {}, {}, {}, {}>({}, {}, {}, {}, Frames)", l.channels,
                       l.kernel, l.pe, l.simd, l.vectors, type_of(l.input), type_of(l.weight),
                       type_of(l.accumulator), output_type(l.output(), l.thresholds), in.at(0), weights,
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

}  // namespace weir::hls

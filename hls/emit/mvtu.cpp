#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Mvtu& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  const std::string weights = add_weights(f, l, name, in);
  f.call = fmt::format("mvtu<{}, {}, {}, {}, {}, {}, {}, {}, {}, {}>({}, {}, {}, {}, Frames)", l.rows, l.cols,
                       l.pe, l.simd, l.vectors, l.mmv, type_of(l.input), type_of(l.weight),
                       type_of(l.accumulator), output_type(l.output(), l.thresholds), in.at(0), weights,
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

}  // namespace weir::hls

#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Mvtu& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  f.widest_bits = l.pe * l.simd * l.weight.bits;
  std::string weights;
  if (l.weights_streamed) {
    weights = in.at(1);
  } else {
    weights = name + "_Weights";
    f.memories += weight_memory(weights, l);
    f.partitions.push_back(fmt::format("variable = {} complete dim = 2", weights));
  }
  f.call = fmt::format("mvtu<{}, {}, {}, {}, {}, {}, {}, {}, {}, {}>({}, {}, {}, {}, Frames)", l.rows, l.cols,
                       l.pe, l.simd, l.vectors, l.mmv, type_of(l.input), type_of(l.weight),
                       type_of(l.accumulator), type_of(l.output()), in.at(0), weights,
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

}  // namespace weir::hls

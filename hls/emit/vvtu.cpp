#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Vvtu& l, const std::string& name, const Names& in, const Names& out) {
  Fragment f;
  f.widest_bits = l.pe * l.simd * l.weight.bits;
  const std::string weights = name + "_Weights";
  f.memories = weight_memory(weights, l);
  f.partitions.push_back(fmt::format("variable = {} complete dim = 2", weights));
  f.call = fmt::format("vvtu<{}, {}, {}, {}, {}, {}, {}, {}, {}>({}, {}, {}, {}, Frames)", l.channels,
                       l.kernel, l.pe, l.simd, l.vectors, type_of(l.input), type_of(l.weight),
                       type_of(l.accumulator), type_of(l.output()), in.at(0), weights,
                       add_thresholds(f, l.thresholds, name, l.pe), out.at(0));
  return f;
}

}  // namespace weir::hls

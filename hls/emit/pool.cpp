#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

namespace {

std::string pooling_of(const Pool& pool) {
  const std::string input = type_of(pool.input);
  const std::string output = type_of(pool.output());
  if (pool.op == Pool::Op::kMax) return fmt::format("weir::hls::Largest<{}>", input);
  if (pool.divides()) return fmt::format("weir::hls::Average<{}, {}, {}>", input, pool.positions, output);
  return fmt::format("weir::hls::ShiftedSum<{}, {}, {}, {}>", input, pool.positions,
                     pool.op == Pool::Op::kAverage ? pool.shift.value() : 0, output);
}

}  // namespace

Fragment fragment(const Pool& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("pool<{}, {}, {}, {}, {}, {}>({}, {}, Frames)", pooling_of(l), l.groups(), l.positions,
                       l.folds(), l.pe, l.simd, in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

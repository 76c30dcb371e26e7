#include <fmt/format.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Pool& l, const std::string&, const Names& in, const Names& out) {
  const std::string input = type_of(l.input);
  const std::string pooling =
      l.op == Pool::Op::kMax
          ? fmt::format("weir::hls::Largest<{}>", input)
          : fmt::format("weir::hls::ShiftedSum<{}, {}, {}, {}>", input, l.positions,
                        l.op == Pool::Op::kAverage ? l.shift.value() : 0, type_of(l.output()));
  Fragment f;
  f.call = fmt::format("pool<{}, {}, {}, {}, {}, {}>({}, {}, Frames)", pooling, l.groups(), l.positions,
                       l.folds(), l.pe, l.simd, in.at(0), out.at(0));
  return f;
}

}  // namespace weir::hls

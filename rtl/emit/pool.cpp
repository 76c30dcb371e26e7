#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Pool& pool) {
  out.set("Positions", pool.positions);
  out.set("Folds", pool.folds());
  out.set("Pe", pool.pe);
  out.set("Simd", pool.simd);
  out.set("InputBits", pool.input.bits);
  out.set("InputKind", kind_of(pool.input));
  switch (pool.op) {
    case Pool::Op::kMax:
      out.set("Op", 0);
      break;
    case Pool::Op::kAverage:
      out.set("Op", pool.divides() ? 3 : 1);
      if (pool.shift) out.set("Shift", *pool.shift);
      break;
    case Pool::Op::kAccumulate:
      out.set("Op", 2);
      break;
  }
  out.set("OutBits", pool.output().bits);
}

}  // namespace weir::rtl

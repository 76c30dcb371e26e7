#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Eltwise& eltwise) {
  out.inputs = {"a", "b"};
  out.set("Pe", eltwise.pe);
  switch (eltwise.op) {
    case Eltwise::Op::kAdd:
      out.set("Op", 0);
      break;
    case Eltwise::Op::kSubtract:
      out.set("Op", 1);
      break;
    case Eltwise::Op::kAbsoluteDifference:
      out.set("Op", 2);
      break;
    case Eltwise::Op::kMultiply:
      out.set("Op", 3);
      break;
  }
  out.set("ABits", eltwise.a.bits);
  out.set("AKind", kind_of(eltwise.a));
  out.set("BBits", eltwise.b.bits);
  out.set("BKind", kind_of(eltwise.b));
  out.set("OutBits", eltwise.output().bits);
  if (!eltwise.vector) return;
  out.set("Vector", *eltwise.vector == 0 ? 1 : 2);
  out.set("Folds", eltwise.folds());
  out.set("Pixels", eltwise.pixels());
}

}  // namespace weir::rtl

#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const LabelSelect& label_select) {
  out.set("Inputs", label_select.inputs);
  out.set("Pe", label_select.pe);
  out.set("Classes", label_select.classes);
  out.set("K", label_select.k);
  out.set("InputBits", label_select.input.bits);
  out.set("InputKind", kind_of(label_select.input));
  out.set("IndexBits", label_select.output().bits);
}

}  // namespace weir::rtl

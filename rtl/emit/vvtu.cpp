#include "rtl/emit/products.hpp"

namespace weir::rtl {

void describe(Instance& out, const Vvtu& vvtu) {
  out.needs({"weir_table", "weir_rom", "weir_threshold_count", "weir_accumulate"});
  out.set("Channels", vvtu.channels);
  out.set("Kernel", vvtu.kernel);
  set_products(out, vvtu);
  set_weights(out, vvtu);
}

}  // namespace weir::rtl

#include "rtl/emit/products.hpp"

namespace weir::rtl {

void describe(Instance& out, const Mvtu& mvtu) {
  out.needs({"weir_table", "weir_rom", "weir_threshold_count", "weir_accumulate"});
  out.set("Rows", mvtu.rows);
  out.set("Cols", mvtu.cols);
  set_products(out, mvtu);
  set_weights(out, mvtu);
  if (mvtu.mmv > 1) out.set("Mmv", mvtu.mmv);
}

}  // namespace weir::rtl

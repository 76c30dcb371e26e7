#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const TmrCheck& tmr_check) {
  out.outputs = {"out", "error"};
  out.set("Pixels", tmr_check.trip_count());
  out.set("Channels", tmr_check.shape.back());
  out.set("Triplets", static_cast<std::int64_t>(tmr_check.triplets.size()));
  out.set("First", tmr_check.triplets);
  out.set("ElementBits", tmr_check.element.bits);
}

}  // namespace weir::rtl

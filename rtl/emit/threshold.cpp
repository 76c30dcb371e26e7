#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Threshold& threshold) {
  out.needs({"weir_table", "weir_rom", "weir_threshold_count"});
  out.set("Channels", threshold.channels);
  out.set("Pe", threshold.pe);
  out.set("InputBits", threshold.input.bits);
  out.set("InputKind", kind_of(threshold.input));
  out.set("OutBits", threshold.output().bits);
  out.set(threshold.thresholds, threshold.pe, threshold.input);
}

}  // namespace weir::rtl

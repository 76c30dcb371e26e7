#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Mem& mem) {
  out.set("Width", mem.stream.width_bits);
  out.set("Beats", mem.beats());
  out.set("Latency", mem.latency);
  out.set("CyclesPerBeat", mem.cycles_per_beat);
  out.set("Burst", mem.burst);
  out.set("BurstGap", mem.burst_gap);
}

}  // namespace weir::rtl

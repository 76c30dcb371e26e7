#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Memstream& memstream) {
  out.needs({"weir_table", "weir_rom"});
  out.inputs = {};  // it reads no stream
  out.set("Width", memstream.elements_per_beat * memstream.element.bits);
  out.set("Depth", memstream.depth());
  out.memory("File", "contents",
             [&] { return image(memstream.contents, memstream.element, memstream.elements_per_beat); });
  if (memstream.cycles_per_beat > 1) out.set("CyclesPerBeat", memstream.cycles_per_beat);
}

}  // namespace weir::rtl

#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Lookup& lookup) {
  out.needs({"weir_table"});
  out.set("Entries", lookup.entries());
  out.set("Dimension", lookup.dimension());
  out.set("Pe", lookup.pe);
  out.set("IndexBits", lookup.input.bits);
  out.set("EntryBits", lookup.entry.bits);
  out.memory("TableFile", "table", [&] { return image(lookup.table, lookup.entry, lookup.pe); });
}

}  // namespace weir::rtl

#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Split& split) {
  out.set("Outputs", static_cast<std::int64_t>(split.channels.size()));
  out.set("Channels", split.channels);
  out.set("Pe", split.pe);
  out.set("ElementBits", split.element.bits);
}

}  // namespace weir::rtl

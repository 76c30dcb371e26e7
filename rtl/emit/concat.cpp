#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Concat& concat) {
  out.set("Inputs", static_cast<std::int64_t>(concat.channels.size()));
  out.set("Channels", concat.channels);
  out.set("Pe", concat.pe);
  out.set("ElementBits", concat.element.bits);
}

}  // namespace weir::rtl

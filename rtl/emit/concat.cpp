#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Concat& concat) {
  std::vector<std::int64_t> bits;
  std::vector<std::int64_t> kinds;
  for (const DataType& element : concat.elements) {
    bits.push_back(element.bits);
    kinds.push_back(kind_of(element));
  }
  out.set("Inputs", static_cast<std::int64_t>(concat.channels.size()));
  out.set("Channels", concat.channels);
  out.set("Pe", concat.pe);
  out.set("ElementBits", bits);
  out.set("Kinds", kinds);
  out.set("OutBits", concat.output().bits);
}

}  // namespace weir::rtl

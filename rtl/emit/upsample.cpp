#include <numeric>

#include "rtl/emit/instance.hpp"

namespace weir::rtl {

void describe(Instance& out, const Upsample& upsample) {
  const Extent& in = upsample.map.size;
  const Extent& to = upsample.size;
  const std::int64_t rows = std::gcd(in.height, to.height);
  const std::int64_t columns = std::gcd(in.width, to.width);
  out.set("MapWidth", in.width);
  out.set("From", Extent{in.height / rows, in.width / columns});
  out.set("To", Extent{to.height / rows, to.width / columns});
  out.set("Channels", upsample.map.channels);
  out.set("Simd", upsample.simd);
  out.set("ElementBits", upsample.element.bits);
}

}  // namespace weir::rtl

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const TmrCheck& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("tmr_check<weir::hls::Triplets<{}>, {}, {}, {}>({}, {}, {}, Frames)",
                       fmt::join(l.triplets, ", "), l.shape.back(), l.trip_count(), l.element.bits, in.at(0),
                       out.at(0), out.at(1));
  return f;
}

}  // namespace weir::hls

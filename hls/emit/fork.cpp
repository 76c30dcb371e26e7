#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hls/emit/fragment.hpp"

namespace weir::hls {

Fragment fragment(const Fork& l, const std::string&, const Names& in, const Names& out) {
  Fragment f;
  f.call = fmt::format("fork<{}, {}>({}, Frames, {})", l.beats(), l.stream.width_bits, in.at(0),
                       fmt::join(out, ", "));
  return f;
}

}  // namespace weir::hls

// The least depth that will do, by few trials.
#pragma once

#include <algorithm>
#include <cstdint>

namespace weir::models {

// Of `fails` < depth <= `holds` the least for which does(depth), given that it does for `holds`, not for
// `fails`, and for whatever is deeper than one for which it does. Most are small: the search begins at
// `fails`, by doubled steps.
template <class Does>
std::int64_t least_depth(std::int64_t fails, std::int64_t holds, const Does& does) {
  for (std::int64_t step = 1; fails + 1 < holds; step *= 2) {
    const std::int64_t tried = std::min(fails + step, holds - 1);
    if (does(tried)) {
      holds = tried;
      break;
    }
    fails = tried;
  }
  while (fails + 1 < holds) {
    const std::int64_t tried = fails + (holds - fails) / 2;
    (does(tried) ? holds : fails) = tried;
  }
  return holds;
}

}  // namespace weir::models

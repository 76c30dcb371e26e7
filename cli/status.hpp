// The exit status of the `weir` command.
#pragma once

#include <cstdint>

namespace weir::cli {

enum Status : std::uint8_t {
  kHeld = 0,    // every check held; depths that reach the target were found, by a search that came to its end
  kFailed = 1,  // one failed; no depths reach the target, or the search was interrupted
  kBadInput = 2,
  kToolFailure = 3,  // a needed tool is missing or failed
};

}  // namespace weir::cli

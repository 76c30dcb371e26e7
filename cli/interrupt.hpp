// Ctrl-C: a long command comes to an end with what it has.
#pragma once

#include <atomic>

namespace weir::cli {

// Becomes true at the first interrupt from now on; the second one does what it always does.
const std::atomic<bool>& first_interrupt();

}  // namespace weir::cli

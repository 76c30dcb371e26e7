// Ctrl-C: a long command comes to an end with what it has.
#pragma once

#include <atomic>

namespace weir::cli {

// Becomes true at the first interrupt from now on; the second one ends the program, and the tools that it
// runs.
const std::atomic<bool>& first_interrupt();

}  // namespace weir::cli

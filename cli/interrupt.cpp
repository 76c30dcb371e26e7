#include "cli/interrupt.hpp"

#include "testbench/interrupt.hpp"

namespace weir::cli {

const std::atomic<bool>& first_interrupt() { return testbench::catch_interrupts(); }

}  // namespace weir::cli

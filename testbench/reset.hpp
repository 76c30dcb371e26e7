// For how many cycles a core is held in reset.
#pragma once

#include "network/network.hpp"

namespace weir::testbench {

inline constexpr Cycle kResetCycles = 16;

}  // namespace weir::testbench

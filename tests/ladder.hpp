// What each layer kind brings to the ladder: a bench of its own, in <kind>_test.cpp. The rungs that every
// kind climbs are in ladder.cpp; a kind without a bench does not link.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/bench_rig.hpp"

namespace weir::tests {

#define WEIR_DECLARE(Kind) const Bench& bench_of(Of<Kind> kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

// Short names for grids of parameters.
using Words = std::vector<std::uint64_t>;
inline DataType u(int bits) { return DataType::uint(bits); }
inline DataType s(int bits) { return DataType::sint(bits); }
inline const DataType kBinary = DataType::binary();
inline const DataType kBipolar = DataType::bipolar();
inline const DataType kTernary = DataType::ternary();

}  // namespace weir::tests

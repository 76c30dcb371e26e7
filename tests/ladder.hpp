// Each layer kind defines its own bench, in <kind>_test.cpp. The ladder's checks, which are the same for
// every kind, are in ladder.cpp; a kind without a bench does not link.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/bench_rig.hpp"
#include "tests/network_rig.hpp"

namespace weir::tests {

#define WEIR_DECLARE(Kind) const Bench& bench_of(Of<Kind> kind);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

using Words = std::vector<std::uint64_t>;

}  // namespace weir::tests

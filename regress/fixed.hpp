// Runs a suite's scenario file and holds it to what is recorded of it.
#pragma once

#include <filesystem>

#include "regress/record.hpp"
#include "regress/suite.hpp"

namespace weir::regress {

// `expected`: folder of the records; none are held if it is empty. `accept`: writes the record anew. Waves of
// a mismatch go to `failures`, a folder that is made for it.
BatchResult run_fixed(const FixedScenario& fixed, const std::filesystem::path& expected, bool accept,
                      const std::filesystem::path& failures);

}  // namespace weir::regress

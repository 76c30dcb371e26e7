// Runs a suite's scenario file and compares it with its record.
#pragma once

#include <filesystem>
#include <string>

#include "network/scenario.hpp"
#include "regress/record.hpp"
#include "regress/suite.hpp"

namespace weir::regress {

// `expected`: folder of the records; if empty, nothing is compared. `accept`: rewrites the record. Waves of a
// mismatch go to the new folder `failures`.
BatchResult run_fixed(const FixedScenario& fixed, const std::filesystem::path& expected, bool accept,
                      const std::filesystem::path& failures);

// The check that compares a scenario with its record.
inline constexpr const char* kDrift = "drift";

// Throws BadInput if the scenario's file or its record cannot be used.
void check_fixed(const FixedScenario& fixed, const std::filesystem::path& expected);

// Whether a check compares with expected or recorded figures, which a smaller scenario cannot have.
bool is_of_figures(const std::string& check);

// The scenario as a self-contained text: absolute file paths, the suite's frames and engines, and no expected
// figures.
std::string text_of(const FixedScenario& fixed);

// The check that a scenario fails; empty if it passes. Ignores records.
std::string failing_check(const Scenario& scenario, bool locks, const std::filesystem::path& failures);

}  // namespace weir::regress

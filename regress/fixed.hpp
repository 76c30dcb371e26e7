// Runs a suite's scenario file and holds it to what is recorded of it.
#pragma once

#include <filesystem>
#include <string>

#include "network/scenario.hpp"
#include "regress/record.hpp"
#include "regress/suite.hpp"

namespace weir::regress {

// `expected`: folder of the records; none are held if it is empty. `accept`: writes the record anew. Waves of
// a mismatch go to `failures`, a folder that is made for it.
BatchResult run_fixed(const FixedScenario& fixed, const std::filesystem::path& expected, bool accept,
                      const std::filesystem::path& failures);

// The check that holds a scenario to what is recorded.
inline constexpr const char* kDrift = "drift";

// Throws BadInput if the scenario's file or its record cannot be used.
void check_fixed(const FixedScenario& fixed, const std::filesystem::path& expected);

// Whether a check holds a scenario to figures that nothing smaller has: expected or recorded ones.
bool is_of_figures(const std::string& check);

// The scenario as the text of a file that may lie anywhere: files that it names have their whole paths,
// frames and engines are those that the suite wants, and no figures are expected.
std::string text_of(const FixedScenario& fixed);

// The check that a scenario fails if it is run so; empty if it fails none. Nothing that is recorded is held
// against it.
std::string failing_check(const Scenario& scenario, bool locks, const std::filesystem::path& failures);

}  // namespace weir::regress

// The minimal scenario of a case that failed, in a file of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "network/scenario.hpp"
#include "regress/isolated.hpp"
#include "regress/record.hpp"

namespace weir::regress {

struct Failing {
  CaseResult result;
  std::function<std::string()> text;  // the scenario file's
  // The check that a scenario fails when run like the case; empty if it passes.
  std::function<std::string(const Scenario&)> check;
};

struct Minimal {
  std::filesystem::path file;  // none if it does not fail on its own
  std::string said;            // its size and the effort
};

// Shrinks the scenario for at most `seconds`, as long as it fails like the case. Each candidate is run in a
// process of its own within `limits`. The file goes to `folder`, beside waves of its run.
Minimal make_minimal(const Failing& failing, const Limits& limits, double seconds,
                     const std::filesystem::path& folder);

}  // namespace weir::regress

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
  // The check that a scenario fails, run as the case was; empty if it fails none.
  std::function<std::string(const Scenario&)> check;
};

struct Minimal {
  std::filesystem::path file;  // none if it does not fail by itself
  std::string said;            // of its size, and what it took
};

// Makes the scenario smaller, for so many seconds at most, as long as it fails as the case did. Each
// candidate is run in a process of its own within `limits`. The file goes to `folder`, beside waves of its
// run.
Minimal make_minimal(const Failing& failing, const Limits& limits, double seconds,
                     const std::filesystem::path& folder);

}  // namespace weir::regress

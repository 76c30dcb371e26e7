// Other programs, run to their end.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::testbench {

struct Finished {
  int status = 0;      // exit status; 128 + signal if killed by one; 127 if it could not be started
  std::string output;  // standard output and standard error, as they came
};

// Runs `command` (looked up in PATH) in `folder` and waits for it.
Finished run_command(const std::vector<std::string>& command, const std::filesystem::path& folder);

}  // namespace weir::testbench

// Other programs, run to their end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "network/error.hpp"

namespace weir::testbench {

// A tool reached its memory limit.
class OutOfMemory : public ToolFailure {
 public:
  using ToolFailure::ToolFailure;
};

struct Finished {
  int status = 0;              // exit status; 128 + signal if killed by one; 127 if it could not be started
  std::string output;          // standard output and standard error, as they came
  bool out_of_memory = false;  // it failed close to its memory limit
};

// Runs `command` (looked up in PATH) in `folder` and waits for it. The program and its children form their
// own process group, unless `join_group` was called. If the user interrupts, kills the group and throws
// Interrupted. `memory_mb`: address space of each of its processes; 0: no limit.
Finished run_command(const std::vector<std::string>& command, const std::filesystem::path& folder,
                     std::int64_t memory_mb = 0);

// Likewise for a build tool, limited to build_memory_mb(). Throws ToolFailure with its last output if it is
// missing or fails; OutOfMemory if it fails for lack of memory. `purpose`: "engine rtl".
void run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder,
              const std::string& purpose);

// Programs run from now on stay in this process's group, which another process kills.
void join_group();

// Waits until a child has ended; its status. If the user wants the work to end: kills it, or its group, and
// throws Interrupted.
int wait_for(pid_t child, bool is_group);

// The memory limit of a compiler: WEIR_BUILD_MB, else half of the machine's memory.
std::int64_t build_memory_mb();

}  // namespace weir::testbench

// Other programs, run to their end.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "network/error.hpp"

namespace weir::testbench {

// A tool came to the limit of its memory.
class OutOfMemory : public ToolFailure {
 public:
  using ToolFailure::ToolFailure;
};

struct Finished {
  int status = 0;              // exit status; 128 + signal if killed by one; 127 if it could not be started
  std::string output;          // standard output and standard error, as they came
  bool out_of_memory = false;  // it did not end well, and had come close to its limit
};

// Runs `command` (looked up in PATH) in `folder` and waits for it. The program and what it starts are a
// process group of their own, unless `join_group` was called, which is killed when the user wants the work to
// end: then it throws Interrupted. `memory_mb`: address space of each of its processes; 0: no limit.
Finished run_command(const std::vector<std::string>& command, const std::filesystem::path& folder,
                     std::int64_t memory_mb = 0);

// The same for a tool that builds something, with build_memory_mb(). Throws ToolFailure, with its last words,
// if it is missing or fails; of its memory OutOfMemory. `purpose`: "engine rtl".
void run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder,
              const std::string& purpose);

// What is run from now on stays in this process's group, which somebody else kills.
void join_group();

// Waits until a child has ended; its status. If the user wants the work to end: kills it, or its group, and
// throws Interrupted.
int wait_for(pid_t child, bool is_group);

// What a compiler may take: WEIR_BUILD_MB, else half of the machine's memory.
std::int64_t build_memory_mb();

}  // namespace weir::testbench

// Work in its own process, with limits. The caller continues whatever happens to it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "testbench/temporary_folder.hpp"

namespace weir::regress {

struct Limits {
  double seconds = 0;          // CPU time of all its processes together
  std::int64_t memory_mb = 0;  // address space of each of its processes; 0: no limit
};

// How the process ended.
struct Ended {
  enum class How : std::uint8_t { kDone, kCrash, kCpuTime, kMemory };  // the last two: beyond its limits
  How how = How::kDone;
  std::string text;  // kDone: the work's result; otherwise, what is known about the end
  double wall_s = 0;
};

// A process that does `work` and returns its text. The work's output is discarded, except the last lines
// before a crash. An exception counts as a crash, with its message.
class Isolated {
 public:
  Isolated(const std::function<std::string()>& work, const Limits& limits);
  ~Isolated();  // ends what still runs, with its own children, and removes what that left behind
  Isolated(const Isolated&) = delete;
  Isolated& operator=(const Isolated&) = delete;

  // None as long as it runs.
  std::optional<Ended> poll();
  // Asks the work to clean up and end soon.
  void ask_to_end() const;
  Ended wait();

 private:
  std::string read(int file) const;
  std::optional<Ended> beyond_limit();
  void end();
  void kill_all() const;

  Limits limits_;
  testbench::TemporaryFolder temporaries_;  // its own, and its tools'
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point looked_ = begin_;  // at its CPU time
  pid_t child_ = -1;
  int result_ = -1;  // a file without a name
  int printed_ = -1;
};

}  // namespace weir::regress

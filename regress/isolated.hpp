// Work in a process of its own, with limits: whatever becomes of it, its caller goes on.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace weir::regress {

struct Limits {
  double seconds = 0;          // wall clock
  std::int64_t memory_mb = 0;  // address space of each of its processes; 0: no limit
};

// How the process ended.
struct Ended {
  enum class How : std::uint8_t { kDone, kCrash, kTimeout };
  How how = How::kDone;
  std::string text;  // what the work returned; of the others, what is known of their end
  double wall_s = 0;
};

// A process that does `work` and returns its text. What the work prints goes nowhere, but for the last lines
// before a crash. An exception is a crash, with its words.
class Isolated {
 public:
  Isolated(const std::function<std::string()>& work, const Limits& limits);
  ~Isolated();  // kills what still runs, with its own children
  Isolated(const Isolated&) = delete;
  Isolated& operator=(const Isolated&) = delete;

  // None as long as it runs.
  std::optional<Ended> poll();
  Ended wait();

 private:
  std::string read(int file) const;
  void kill_all() const;

  Limits limits_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  pid_t child_ = -1;
  int result_ = -1;  // a file without a name
  int printed_ = -1;
};

}  // namespace weir::regress

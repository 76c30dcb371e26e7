// SIGINT and SIGTERM: whoever works for long looks now and then whether it is to end, and unwinds.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <exception>

namespace weir::testbench {

// Thrown out of whatever is going on when the user wants it to end.
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

// From now on the first of these signals sets the flag and nothing else. The second kills the tools that run
// and does what it always does.
const std::atomic<bool>& catch_interrupts();
// Of a process that was forked: no signal has come yet.
void forget_interrupt();
[[nodiscard]] bool is_interrupted();
// Throws Interrupted once the flag is set.
void check_interrupt();

// A process group that the second signal is to kill, while this lives.
class KilledGroup {
 public:
  explicit KilledGroup(pid_t group);
  ~KilledGroup();
  KilledGroup(const KilledGroup&) = delete;
  KilledGroup& operator=(const KilledGroup&) = delete;

 private:
  std::atomic<pid_t>* place_ = nullptr;  // null: there are too many already
};

}  // namespace weir::testbench

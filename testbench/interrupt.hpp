// SIGINT and SIGTERM: long-running work checks regularly whether to end, and unwinds by an exception.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <exception>

namespace weir::testbench {

// Thrown when the user interrupts the work.
class Interrupted : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

// From now on, the first of these signals only sets the flag. The second kills the running tools and then has
// its default effect.
const std::atomic<bool>& catch_interrupts();
// Call in a forked child: clears the flag.
void forget_interrupt();
[[nodiscard]] bool is_interrupted();
// Throws Interrupted once the flag is set.
void check_interrupt();

// Registers a process group for the second signal to kill, during this object's lifetime.
class KilledGroup {
 public:
  explicit KilledGroup(pid_t group);
  ~KilledGroup();
  KilledGroup(const KilledGroup&) = delete;
  KilledGroup& operator=(const KilledGroup&) = delete;

 private:
  std::atomic<pid_t>* place_ = nullptr;  // null: too many are registered
};

}  // namespace weir::testbench

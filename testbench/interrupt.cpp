#include "testbench/interrupt.hpp"

#include <array>
#include <csignal>

namespace weir::testbench {

namespace {

// The only state that the signal handler may touch.
std::atomic<bool> interrupted = false;
std::array<std::atomic<pid_t>, 64> groups{};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<pid_t>::is_always_lock_free);

void handle(int number) {
  if (!interrupted.exchange(true)) return;
  for (const std::atomic<pid_t>& group : groups) {
    if (const pid_t killed = group; killed > 0) kill(-killed, SIGKILL);
  }
  std::signal(number, SIG_DFL);
  std::raise(number);
}

}  // namespace

const std::atomic<bool>& catch_interrupts() {
  struct sigaction action = {};
  action.sa_handler = handle;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return interrupted;
}

void forget_interrupt() {
  interrupted = false;
  for (std::atomic<pid_t>& group : groups) group = 0;
}

bool is_interrupted() { return interrupted.load(std::memory_order_relaxed); }

void check_interrupt() {
  if (is_interrupted()) throw Interrupted();
}

KilledGroup::KilledGroup(pid_t group) {
  for (std::atomic<pid_t>& place : groups) {
    pid_t none = 0;
    if (!place.compare_exchange_strong(none, group)) continue;
    place_ = &place;
    return;
  }
}

KilledGroup::~KilledGroup() {
  if (place_ != nullptr) *place_ = 0;
}

}  // namespace weir::testbench

#include "testbench/subprocess.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "testbench/interrupt.hpp"

namespace weir::testbench {

namespace {

using namespace std::chrono_literals;

// The time between checks for an interrupt.
constexpr auto kLook = 20ms;
// The time a program has for cleaning up before it is killed.
constexpr auto kGrace = 2s;

// Whether this process's tools stay in its process group.
std::atomic<bool> joins_group = false;

// Ends a child, or its group, and waits for it.
void end(pid_t child, bool is_group) {
  const pid_t target = is_group ? -child : child;
  kill(target, SIGTERM);
  const auto until = std::chrono::steady_clock::now() + kGrace;
  bool ended = false;
  while (!ended && std::chrono::steady_clock::now() < until) {
    ended = waitpid(child, nullptr, WNOHANG) != 0;
    if (!ended) std::this_thread::sleep_for(kLook);
  }
  kill(target, SIGKILL);  // for a group: the processes still running
  if (!ended) waitpid(child, nullptr, 0);
}

void limit_memory(std::int64_t memory_mb) {
  if (memory_mb <= 0) return;
  const rlim_t bytes = static_cast<rlim_t>(memory_mb) << 20U;
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0) return;
  limit.rlim_cur = std::min(bytes, limit.rlim_max);  // RLIM_INFINITY is the largest
  setrlimit(RLIMIT_AS, &limit);
}

// Allocates nothing: the process that forked may have other threads, and the limit on memory is set.
[[noreturn]] void execute(char* const* arguments, const std::filesystem::path& folder, int output,
                          std::int64_t memory_mb) {
  if (!joins_group) setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  const bool there = chdir(folder.c_str()) == 0;
  limit_memory(memory_mb);
  if (there) execvp(arguments[0], arguments);
  _exit(127);
}

std::string last_lines(const std::string& text) {
  constexpr std::size_t kMost = 2000;
  return text.size() <= kMost ? text : "..." + text.substr(text.size() - kMost);
}

// Whether the output has a compiler's message about the memory limit, or the loader's message that the limit
// leaves no room for libraries.
bool tells_of_memory(const std::string& output) {
  return std::ranges::any_of(std::array{"out of memory", "memory exhausted", "bad_alloc",
                                        "annot allocate memory", "failed to map segment"},
                             [&](const char* words) { return output.find(words) != std::string::npos; });
}

}  // namespace

Finished run_command(const std::vector<std::string>& command, const std::filesystem::path& folder,
                     std::int64_t memory_mb) {
  check_interrupt();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) execute(arguments.data(), folder, ends[1], memory_mb);
  const bool is_group = !joins_group;
  if (is_group) setpgid(child, child);  // the child does so, too, because either may be first
  close(ends[1]);
  const KilledGroup group(is_group ? child : 0);
  Finished finished;
  std::array<char, 4096> buffer{};
  for (bool open = true; open;) {
    if (is_interrupted()) {
      close(ends[0]);
      end(child, is_group);
      throw Interrupted();
    }
    pollfd waiting{ends[0], POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(std::chrono::milliseconds(kLook).count())) <= 0) continue;
    const ssize_t got = read(ends[0], buffer.data(), buffer.size());
    if (got > 0) finished.output.append(buffer.data(), static_cast<std::size_t>(got));
    open = got > 0 || (got < 0 && errno == EINTR);
  }
  close(ends[0]);
  const int status = wait_for(child, is_group);
  finished.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  finished.out_of_memory = memory_mb > 0 && finished.status != 0 && tells_of_memory(finished.output);
  return finished;
}

void run_tool(const std::vector<std::string>& command, const std::filesystem::path& folder,
              const std::string& purpose) {
  const std::int64_t memory_mb = build_memory_mb();
  const Finished finished = run_command(command, folder, memory_mb);
  const std::string tool = purpose + ": " + command[0];
  if (finished.status == 127) throw ToolFailure(tool + " is not installed");
  if (finished.out_of_memory)
    throw OutOfMemory(tool + " came to its limit of " + std::to_string(memory_mb) +
                      " MB of memory (WEIR_BUILD_MB states another)");
  if (finished.status != 0)
    throw ToolFailure(tool + " exited with status " + std::to_string(finished.status) + ":\n" +
                      last_lines(finished.output));
}

void join_group() { joins_group = true; }

int wait_for(pid_t child, bool is_group) {
  for (auto pause = std::chrono::microseconds(50);;
       pause = std::min(2 * pause, std::chrono::microseconds(kLook))) {
    int status = 0;
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child || (ended < 0 && errno != EINTR)) return status;
    if (is_interrupted()) {
      end(child, is_group);
      throw Interrupted();
    }
    std::this_thread::sleep_for(pause);
  }
}

std::int64_t build_memory_mb() {
  if (const char* stated = std::getenv("WEIR_BUILD_MB")) {
    char* end = nullptr;
    const std::int64_t mb = std::strtoll(stated, &end, 10);
    if (end == stated || *end != '\0' || mb < 0)
      throw BadInput("WEIR_BUILD_MB", stated, "megabytes, or 0: no limit");
    return mb;
  }
  const std::int64_t pages = sysconf(_SC_PHYS_PAGES);
  return pages <= 0 ? 0 : pages / 2 * sysconf(_SC_PAGESIZE) >> 20U;
}

}  // namespace weir::testbench

#include "regress/isolated.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <thread>

namespace weir::regress {

namespace {

constexpr std::size_t kMostPrinted = 2000;  // characters told of a crash
constexpr int kThrew = 17;                  // exit status: the text is an exception's

int nameless_file(const char* name) {
  const int file = memfd_create(name, MFD_CLOEXEC);
  if (file < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  return file;
}

bool write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = write(file, text.data() + done, text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    done += static_cast<std::size_t>(wrote);
  }
  return true;
}

}  // namespace

Isolated::Isolated(const std::function<std::string()>& work, const Limits& limits)
    : limits_(limits), result_(nameless_file("weir-result")), printed_(nameless_file("weir-printed")) {
  std::fflush(nullptr);
  const pid_t parent = getpid();
  child_ = fork();
  if (child_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child_ > 0) {
    setpgid(child_, child_);  // as the child does: whoever comes first
    return;
  }
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it was gone before
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  if (limits.memory_mb > 0) {
    const rlim_t bytes = static_cast<rlim_t>(limits.memory_mb) << 20U;
    const rlimit memory{bytes, bytes};
    setrlimit(RLIMIT_AS, &memory);
  }
  dup2(printed_, STDOUT_FILENO);
  dup2(printed_, STDERR_FILENO);
  int status = 0;
  std::string text;
  try {
    text = work();
  } catch (const std::exception& error) {
    text = error.what();
    status = kThrew;
  }
  if (!write_all(result_, text)) status = 1;
  std::fflush(nullptr);
  _exit(status);
}

Isolated::~Isolated() {
  if (child_ > 0) {
    kill_all();
    waitpid(child_, nullptr, 0);
  }
  close(result_);
  close(printed_);
}

// It and what it started, such as compilers: they are one group.
void Isolated::kill_all() const { kill(-child_, SIGKILL); }

std::string Isolated::read(int file) const {
  std::string text;
  std::array<char, 65536> buffer{};
  lseek(file, 0, SEEK_SET);
  for (ssize_t got = 0; (got = ::read(file, buffer.data(), buffer.size())) > 0;)
    text.append(buffer.data(), static_cast<std::size_t>(got));
  return text;
}

std::optional<Ended> Isolated::poll() {
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  int status = 0;
  const pid_t ended = waitpid(child_, &status, WNOHANG);
  if (ended == 0 && seconds <= limits_.seconds) return std::nullopt;
  kill_all();  // of a process that has ended, what it left behind
  if (ended == 0) waitpid(child_, nullptr, 0);
  child_ = -1;
  if (ended == 0) return Ended{Ended::How::kTimeout, fmt::format("no end after {:.0f} s", seconds), seconds};
  const std::string text = read(result_);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Ended{Ended::How::kDone, text, seconds};
  Ended crash{Ended::How::kCrash, text, seconds};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != kThrew) {
    crash.text = WIFSIGNALED(status)
                     ? fmt::format("killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)))
                     : fmt::format("ended with status {}", WEXITSTATUS(status));
    std::string printed = read(printed_);
    if (printed.size() > kMostPrinted) printed.erase(0, printed.size() - kMostPrinted);
    if (!printed.empty()) crash.text += ":\n" + printed;
  }
  return crash;
}

Ended Isolated::wait() {
  for (;;) {
    if (std::optional<Ended> ended = poll()) return *ended;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace weir::regress

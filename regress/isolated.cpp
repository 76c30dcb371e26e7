#include "regress/isolated.hpp"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "testbench/build_cache.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/subprocess.hpp"

namespace weir::regress {

namespace {

constexpr std::size_t kMostPrinted = 2000;  // characters told of a crash
constexpr int kThrew = 17;                  // exit status: the text is an exception's
constexpr int kNoMemory = 18;               // likewise, of one that says that there was none left

// The time it has for cleaning up before it is killed.
constexpr auto kGrace = std::chrono::seconds(5);

// kLook: the time between checks of its CPU time. kMostWall: its wall-clock limit, which allows for other
// load on the machine.
constexpr auto kLook = std::chrono::milliseconds(100);
constexpr double kMostWall = 20;  // times its limit
constexpr double kLeastWallS = 60;

// CPU time of the processes of a group, and of those that they waited for.
double cpu_seconds(pid_t group) {
  std::int64_t ticks = 0;
  std::error_code error;
  for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
    if (std::isdigit(static_cast<unsigned char>(process.path().filename().string()[0])) == 0) continue;
    std::ifstream file(process.path() / "stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::size_t name_end = text.rfind(')');  // the name may have anything in it
    if (name_end == std::string::npos) continue;
    std::istringstream rest(text.substr(name_end + 1));
    const std::vector<std::string> fields{std::istream_iterator<std::string>(rest), {}};
    constexpr std::size_t kGroup = 2;   // state, parent, group, ...
    constexpr std::size_t kTimes = 11;  // its own, user and system; that of children likewise
    if (fields.size() < kTimes + 4 || std::atoll(fields[kGroup].c_str()) != group) continue;
    for (std::size_t f = kTimes; f < kTimes + 4; ++f) ticks += std::atoll(fields[f].c_str());
  }
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

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
    : limits_(limits),
      temporaries_("weir-case", "weir regress"),
      result_(nameless_file("weir-result")),
      printed_(nameless_file("weir-printed")) {
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
  testbench::catch_interrupts();
  testbench::forget_interrupt();
  testbench::join_group();
  setenv("TMPDIR", temporaries_.path().c_str(), 1);
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
  } catch (const std::bad_alloc& error) {
    text = error.what();
    status = kNoMemory;
  } catch (const testbench::OutOfMemory& error) {
    text = error.what();
    status = kNoMemory;
  } catch (const std::exception& error) {
    text = error.what();
    status = kThrew;
  }
  if (!write_all(result_, text)) status = 1;
  std::fflush(nullptr);
  _exit(status);
}

Isolated::~Isolated() {
  if (child_ > 0) end();
  close(result_);
  close(printed_);
}

void Isolated::ask_to_end() const { kill(child_, SIGTERM); }

// Of one that runs: kills it if it does not end by itself soon.
void Isolated::end() {
  kill(-child_, SIGTERM);
  const auto until = std::chrono::steady_clock::now() + kGrace;
  bool ended = false;
  while (!ended && std::chrono::steady_clock::now() < until) {
    ended = waitpid(child_, nullptr, WNOHANG) != 0;
    if (!ended) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  kill_all();
  if (!ended) waitpid(child_, nullptr, 0);
  child_ = -1;
  testbench::remove_unfinished();
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

std::optional<Ended> Isolated::beyond_limit() {
  const auto now = std::chrono::steady_clock::now();
  if (limits_.seconds <= 0 || now - looked_ < kLook) return std::nullopt;
  looked_ = now;
  const double wall = std::chrono::duration<double>(now - begin_).count();
  const double cpu = wall > limits_.seconds ? cpu_seconds(child_) : 0;
  if (cpu > limits_.seconds)
    return Ended{Ended::How::kCpuTime, fmt::format("no end after {:.0f} s of CPU time", cpu), wall};
  if (wall > kMostWall * limits_.seconds + kLeastWallS)
    return Ended{Ended::How::kCpuTime,
                 fmt::format("no end after {:.0f} s, {:.0f} s of them CPU time", wall, cpu), wall};
  return std::nullopt;
}

std::optional<Ended> Isolated::poll() {
  int status = 0;
  const pid_t ended = waitpid(child_, &status, WNOHANG);
  if (ended == 0) {
    std::optional<Ended> beyond = beyond_limit();
    if (beyond) end();
    return beyond;
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  kill_all();  // what it left behind
  child_ = -1;
  const std::string text = read(result_);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Ended{Ended::How::kDone, text, seconds};
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMemory) return Ended{Ended::How::kMemory, text, seconds};
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
    testbench::check_interrupt();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace weir::regress

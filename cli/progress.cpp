#include "cli/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace weir::cli {

namespace {

using namespace std::chrono_literals;

// Between what comes in quick succession: on a terminal, and in a log.
constexpr auto kOnTerminal = 100ms;
constexpr auto kInLog = 10s;

// Before that, what is left is a guess.
constexpr double kLeastShare = 0.01;

std::size_t columns() {
  winsize size{};
  constexpr std::size_t kUsual = 80;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

bool is_terminal() {
  const char* kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && kind != nullptr && std::string(kind) != "dumb";
}

}  // namespace

std::string duration(double seconds) {
  constexpr double kMinute = 60;
  constexpr double kHour = 3600;
  if (seconds < 2 * kMinute) return fmt::format("{:.0f} s", seconds);
  if (seconds < 2 * kHour) return fmt::format("{:.0f} min", seconds / kMinute);
  return fmt::format("{:.1f} h", seconds / kHour);
}

Progress::Progress(bool quiet)
    : quiet_(quiet), terminal_(is_terminal()), begin_(std::chrono::steady_clock::now()) {}

Progress::~Progress() {
  if (!quiet_ && terminal_ && shown_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::step(const std::string& what) {
  what_ = what;
  done_ = total_ = 0;
  begin_ = std::chrono::steady_clock::now();
  show(true);
}

void Progress::news(const std::string& what) {
  what_ = what;
  show(false);
}

void Progress::share(double done, double total) {
  done_ = done;
  total_ = total;
  show(false);
}

void Progress::message(const std::string& line) {
  if (quiet_) return;
  if (terminal_ && shown_) fmt::print(stderr, "\r\x1b[K");
  fmt::print(stderr, "{}\n", line);
  if (terminal_ && shown_) show(true);
}

std::string Progress::how_far() const {
  if (total_ <= 0 || done_ < kLeastShare * total_) return "";
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  const std::string left =
      done_ < total_ ? fmt::format(", {} left", duration(seconds * (total_ - done_) / done_)) : "";
  return fmt::format(" ({:.0f} %{})", 100 * done_ / total_, left);
}

void Progress::show(bool must) {
  if (quiet_) return;
  const auto now = std::chrono::steady_clock::now();
  const auto pause = terminal_ ? std::chrono::milliseconds(kOnTerminal) : std::chrono::milliseconds(kInLog);
  if (!must && shown_ && now - *shown_ < pause) return;
  shown_ = now;
  std::string line = what_ + how_far();
  if (!terminal_) {
    fmt::print(stderr, "{}\n", line);
    return;
  }
  if (line.size() >= columns()) line.resize(columns() - 1);
  fmt::print(stderr, "\r\x1b[K{}", line);
  std::fflush(stderr);
}

}  // namespace weir::cli

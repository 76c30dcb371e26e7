// Progress of a long command on standard error: the step, its share and the remaining time.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace weir::cli {

// On a terminal, one line that is rewritten. Elsewhere, one line per step, and rate-limited lines for
// frequent news.
class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress();  // takes the line away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // A step begins.
  void step(const std::string& what);
  // News within a step, of which there may be many.
  void news(const std::string& what);
  // The share done of the step, or of everything if there are no steps.
  void share(double done, double total);
  // A line that must be shown.
  void message(const std::string& line);

 private:
  void show(bool must);
  [[nodiscard]] std::string how_far() const;

  bool quiet_;
  bool terminal_;
  std::string what_;
  double done_ = 0;
  double total_ = 0;
  std::chrono::steady_clock::time_point begin_;
  std::optional<std::chrono::steady_clock::time_point> shown_;
};

// "12 s", "3 min", "2.5 h".
std::string duration(double seconds);

}  // namespace weir::cli

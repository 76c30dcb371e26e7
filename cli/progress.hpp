// What a long command is doing, how far it is and how long it will take, on standard error.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace weir::cli {

// One line that is written anew on a terminal; elsewhere a line for each step, and of what comes in quick
// succession one now and then.
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
  // So much of it is done: of the step, or of all if there are no steps.
  void share(double done, double total);
  // What has to be read whatever else is shown.
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

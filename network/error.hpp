// What is thrown on bad input: one clear error, naming the place, what stands there and what was wanted.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace weir {

// Bad input from a user (exit status 2). `file` and `line` are empty and 0 until whoever read the file knows
// them.
class BadInput : public std::runtime_error {
 public:
  BadInput(std::string key, std::string found, std::string wanted)
      : BadInput("", 0, std::move(key), std::move(found), std::move(wanted)) {}
  BadInput(std::string file, int line, std::string key, std::string found, std::string wanted)
      : std::runtime_error(text(file, line, key, found, wanted)),
        file_(std::move(file)),
        line_(line),
        key_(std::move(key)),
        found_(std::move(found)),
        wanted_(std::move(wanted)) {}

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const std::string& found() const { return found_; }
  [[nodiscard]] const std::string& wanted() const { return wanted_; }

 private:
  static std::string text(const std::string& file, int line, const std::string& key, const std::string& found,
                          const std::string& wanted) {
    std::string place = file;
    if (line > 0) place.append(":").append(std::to_string(line));
    if (!place.empty()) place += ": ";
    if (!key.empty()) place += key + ": ";
    return place + "found " + found + ", wanted " + wanted;
  }

  std::string file_;
  int line_;
  std::string key_;
  std::string found_;
  std::string wanted_;
};

// A tool that an engine needs is missing or broke (exit status 3).
class ToolFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace weir

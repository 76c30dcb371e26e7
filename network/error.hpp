// Errors on bad input: one clear error with the place, the value found and what was wanted.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weir {

// Bad input from a user (exit status 2). `file` is empty and `line` is 0 until the reader of the file fills
// them in.
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

  // Several mistakes of one file as one error, one line each. Its place and words are those of the first.
  static BadInput all(const std::vector<BadInput>& mistakes) {
    std::string text;
    for (const BadInput& mistake : mistakes)
      text += (text.empty() ? "" : "\n      ") + std::string(mistake.what());
    return {text, mistakes.front()};
  }
  // This error, marked as a possible consequence of another mistake in the same place.
  [[nodiscard]] BadInput following() const {
    BadInput error = *this;
    error.follows_ = true;
    return error;
  }
  [[nodiscard]] bool follows() const { return follows_; }

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] int line() const { return line_; }
  [[nodiscard]] const std::string& key() const { return key_; }
  [[nodiscard]] const std::string& found() const { return found_; }
  [[nodiscard]] const std::string& wanted() const { return wanted_; }

 private:
  BadInput(const std::string& text, const BadInput& first)
      : std::runtime_error(text),
        file_(first.file_),
        line_(first.line_),
        key_(first.key_),
        found_(first.found_),
        wanted_(first.wanted_) {}

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
  bool follows_ = false;
};

// A tool that an engine needs is missing or failed (exit status 3).
class ToolFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace weir

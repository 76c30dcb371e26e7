// Writes the values of streams as .npy files: `weir run --dump`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "network/scenario.hpp"
#include "network/trace.hpp"
#include "report/file.hpp"

namespace weir::cli {

// The streams to write, each to its own file: [frames, the stream's shape], 64-bit integers.
class Dump {
 public:
  // Entries are STREAM=FILE.npy, or FOLDER for all streams as <stream>.npy. Creates the folders. Throws
  // BadInput.
  Dump(const std::vector<std::string>& entries, const Scenario& scenario);

  [[nodiscard]] bool empty() const { return files_.empty(); }
  [[nodiscard]] std::vector<report::Output> outputs() const;
  // Writes the complete frames of the first engine's trace; ignores later calls.
  void write(const Trace& trace);
  // What was written, in words.
  [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

 private:
  struct File {
    int stream = 0;
    std::filesystem::path path;
  };
  const Scenario& scenario_;
  std::vector<File> files_;
  std::vector<std::string> notes_;
};

}  // namespace weir::cli

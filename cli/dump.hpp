// What crossed streams, as .npy files: `weir run --dump`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "network/scenario.hpp"
#include "network/trace.hpp"
#include "report/file.hpp"

namespace weir::cli {

// The streams that a command line wants written, each to a file of its own: [frames, the stream's shape],
// integers of 64 bits.
class Dump {
 public:
  // Of entries STREAM=FILE.npy, or FOLDER for all streams, each as <stream>.npy. Makes the folders. Throws
  // BadInput.
  Dump(const std::vector<std::string>& entries, const Scenario& scenario);

  [[nodiscard]] bool empty() const { return files_.empty(); }
  [[nodiscard]] std::vector<report::Output> outputs() const;
  // Writes the whole frames that crossed, of the first engine that it is given; not of others.
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

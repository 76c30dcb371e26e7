// Output files, written completely or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::report {

// The file requested by a command-line option; none if the path is empty.
struct Output {
  std::string option;
  std::filesystem::path path;
};

// Throws BadInput, naming the option, unless write_file_atomically can write each output to a different file
// that is not in `read` (files, and folders with their contents).
void check_writable(const std::vector<Output>& outputs, const std::vector<std::filesystem::path>& read = {});

// Writes a temporary file beside `path`, or beside a symbolic link's target, and renames it. Appends directly
// to anything that is not a file (a pipe, a terminal) or is already open (/dev/stdout). Throws BadInput as
// check_writable does.
void write_file_atomically(const std::filesystem::path& path, const std::string& text,
                           const std::string& option = "--json");

}  // namespace weir::report

// Files that a user asked for: there completely, or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::report {

// What an option of the command line asks for; nothing, if the path is empty.
struct Output {
  std::string option;
  std::filesystem::path path;
};

// Throws BadInput, on behalf of the option, unless write_file_atomically could write each, to a file of its
// own that is none of those that are read: files, and folders with all that is in them.
void check_writable(const std::vector<Output>& outputs, const std::vector<std::filesystem::path>& read = {});

// Writes a temporary file beside `path` and renames it; of a symbolic link, beside the file that it leads to.
// What is no file (a pipe, a terminal), or is open already (/dev/stdout), is written to as it is, behind what
// it holds. Throws BadInput as check_writable does.
void write_file_atomically(const std::filesystem::path& path, const std::string& text,
                           const std::string& option = "--json");

}  // namespace weir::report

// Files that a user asked for: there completely, or not at all.
#pragma once

#include <filesystem>
#include <string>

namespace weir::report {

// Throws BadInput, on behalf of the command line's `option`, unless write_file_atomically could write there.
void check_writable(const std::filesystem::path& path, const std::string& option);

// Writes a temporary file beside `path` and renames it. What is no file (a pipe, a terminal) is written to as
// it is. Throws BadInput as check_writable does.
void write_file_atomically(const std::filesystem::path& path, const std::string& text,
                           const std::string& option = "--json");

}  // namespace weir::report

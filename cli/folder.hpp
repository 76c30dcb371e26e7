// A folder of emitted files: there completely, or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::cli {

struct File {
  std::string name;  // path within the folder, with "/"
  std::string text;
};

// Throws BadInput, on behalf of -o, unless `folder` is absent, or empty, and could be written.
void check_fresh(const std::filesystem::path& folder);

// Writes all files into a temporary folder beside `folder` and renames it. Throws BadInput as check_fresh
// does.
void write_folder(const std::filesystem::path& folder, const std::vector<File>& files);

}  // namespace weir::cli

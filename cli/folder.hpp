// A folder of emitted files, written completely or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace weir::cli {

struct File {
  std::string name;  // path within the folder, with "/"
  std::string text;
};

// Throws BadInput, naming -o, unless `folder` is missing or empty and can be written.
void check_fresh(const std::filesystem::path& folder);

// Writes all files into a temporary folder and renames it, or, if `folder` exists, its entries: a link, the
// working folder or a mount point stays what it is. Throws BadInput as check_fresh does.
void write_folder(const std::filesystem::path& folder, const std::vector<File>& files);

}  // namespace weir::cli

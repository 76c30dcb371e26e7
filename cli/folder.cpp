#include "cli/folder.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "network/error.hpp"

namespace weir::cli {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& folder, const std::string& why) {
  throw BadInput("-o", folder.string() + " (" + why + ")", "a new or empty folder that can be written");
}

// "out/" and "out" are the same folder, but only the latter has a parent that is not itself.
fs::path without_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

fs::path temporary_beside(const fs::path& folder) {
  return without_slash(folder).string() + ".tmp" + std::to_string(getpid());
}

}  // namespace

void check_fresh(const fs::path& folder) {
  try {
    if (fs::exists(folder)) {
      if (!fs::is_directory(folder)) fail(folder, std::strerror(ENOTDIR));
      if (!fs::is_empty(folder)) fail(folder, "not empty");
    }
    fs::create_directory(temporary_beside(folder));
    fs::remove(temporary_beside(folder));
  } catch (const fs::filesystem_error& error) {
    fail(folder, error.code().message());
  }
}

void write_folder(const fs::path& folder, const std::vector<File>& files) {
  const fs::path temporary = temporary_beside(folder);
  std::error_code ignored;
  try {
    check_fresh(folder);
    for (const File& file : files) {
      const fs::path path = temporary / file.name;
      fs::create_directories(path.parent_path());
      errno = 0;
      std::ofstream stream(path, std::ios::binary);
      stream << file.text << std::flush;
      if (!stream) fail(folder, std::strerror(errno));
    }
    fs::rename(temporary, without_slash(folder));
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(temporary, ignored);
    fail(folder, error.code().message());
  } catch (const BadInput&) {
    fs::remove_all(temporary, ignored);
    throw;
  }
}

}  // namespace weir::cli

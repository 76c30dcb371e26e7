#include "cli/folder.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
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

// On the folder's own file system: in it if it exists, be it through a link, else beside it.
fs::path temporary_of(const fs::path& folder) {
  const std::string ending = ".tmp" + std::to_string(getpid());
  return fs::exists(folder) ? folder / ending : fs::path(without_slash(folder).string() + ending);
}

// Moves what is in `from` to `folder`, which is empty otherwise; all of it or nothing.
void move_entries(const fs::path& from, const fs::path& folder) {
  std::vector<fs::path> moved;
  try {
    for (const fs::directory_entry& entry :
         std::vector<fs::directory_entry>(fs::directory_iterator(from), fs::directory_iterator())) {
      const fs::path to = folder / entry.path().filename();
      fs::rename(entry.path(), to);
      moved.push_back(to);
    }
    fs::remove(from);
  } catch (const fs::filesystem_error&) {
    std::error_code ignored;
    for (const fs::path& path : moved) fs::remove_all(path, ignored);
    throw;
  }
}

}  // namespace

void check_fresh(const fs::path& folder) {
  try {
    if (fs::exists(folder)) {
      if (!fs::is_directory(folder)) fail(folder, std::strerror(ENOTDIR));
      if (!fs::is_empty(folder)) fail(folder, "not empty");
    } else if (fs::is_symlink(without_slash(folder))) {
      fail(folder, "a symbolic link to nothing");
    }
    const fs::path temporary = temporary_of(folder);
    fs::create_directory(temporary);
    fs::remove(temporary);
  } catch (const fs::filesystem_error& error) {
    fail(folder, error.code().message());
  }
}

void write_folder(const fs::path& folder, const std::vector<File>& files) {
  check_fresh(folder);
  const fs::path temporary = temporary_of(folder);
  std::error_code ignored;
  try {
    for (const File& file : files) {
      const fs::path path = temporary / file.name;
      fs::create_directories(path.parent_path());
      errno = 0;
      std::ofstream stream(path, std::ios::binary);
      stream << file.text << std::flush;
      if (!stream) fail(folder, std::strerror(errno));
    }
    if (fs::exists(folder)) {
      move_entries(temporary, folder);
    } else {
      fs::rename(temporary, without_slash(folder));
    }
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(temporary, ignored);
    fail(folder, error.code().message());
  } catch (const BadInput&) {
    fs::remove_all(temporary, ignored);
    throw;
  }
}

}  // namespace weir::cli

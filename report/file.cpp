#include "report/file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "network/error.hpp"

namespace weir::report {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& option, int error) {
  throw BadInput(option, path.string() + " (" + std::strerror(error) + ")", "a path that can be written");
}

// Neither a file nor a place for one: a pipe, a terminal, /dev/null.
bool is_special(const fs::path& path) {
  return fs::exists(path) && !fs::is_regular_file(path) && !fs::is_directory(path);
}

fs::path temporary_beside(const fs::path& path) { return path.string() + ".tmp" + std::to_string(getpid()); }

void write(const fs::path& path, const std::string& text, const fs::path& wanted, const std::string& option) {
  errno = 0;
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  if (!file) fail(wanted, option, errno);
}

}  // namespace

void check_writable(const fs::path& path, const std::string& option) {
  if (fs::is_directory(path)) fail(path, option, EISDIR);
  if (is_special(path)) {
    if (access(path.c_str(), W_OK) != 0) fail(path, option, errno);
    return;
  }
  const fs::path temporary = temporary_beside(path);
  write(temporary, "", path, option);
  fs::remove(temporary);
}

void write_file_atomically(const fs::path& path, const std::string& text, const std::string& option) {
  if (is_special(path)) {
    write(path, text, path, option);
    return;
  }
  const fs::path temporary = temporary_beside(path);
  std::error_code error;
  try {
    write(temporary, text, path, option);
    fs::rename(temporary, path);
  } catch (const fs::filesystem_error& failure) {
    fs::remove(temporary, error);
    fail(path, option, failure.code().value());
  } catch (const BadInput&) {
    fs::remove(temporary, error);
    throw;
  }
}

}  // namespace weir::report

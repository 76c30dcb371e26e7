#include "report/file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>

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

void check_writable(const Output& output) {
  if (fs::is_directory(output.path)) fail(output.path, output.option, EISDIR);
  if (is_special(output.path)) {
    if (access(output.path.c_str(), W_OK) != 0) fail(output.path, output.option, errno);
    return;
  }
  const fs::path temporary = temporary_beside(output.path);
  write(temporary, "", output.path, output.option);
  fs::remove(temporary);
}

}  // namespace

void check_writable(const std::vector<Output>& outputs, const fs::path& read) {
  std::map<fs::path, std::string> taken;
  if (!read.empty()) taken[fs::weakly_canonical(read)] = "which is read";
  for (const Output& output : outputs) {
    if (output.path.empty()) continue;
    check_writable(output);
    if (is_special(output.path)) continue;
    const auto [other, is_free] =
        taken.emplace(fs::weakly_canonical(output.path), "to which " + output.option + " is written");
    if (!is_free)
      throw BadInput(output.option, output.path.string() + ", " + other->second, "a file of its own");
  }
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

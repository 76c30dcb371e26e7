#include "report/file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <system_error>

#include "network/error.hpp"

namespace weir::report {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& option, int error) {
  throw BadInput(option, path.string() + " (" + std::strerror(error) + ")", "a path that can be written");
}

// Links that are followed, as many as the kernel follows.
constexpr int kMostLinks = 40;

// The target of a path after following all links.
struct Place {
  fs::path file;
  bool is_special = false;  // neither a file nor a place for one: a pipe, a terminal, /dev/null
};

Place place_of(const fs::path& path, const std::string& option) {
  std::error_code error;
  Place place{path, false};
  for (int links = 0; links <= kMostLinks; ++links) {
    const fs::file_status status = fs::symlink_status(place.file, error);
    if (status.type() == fs::file_type::none) fail(path, option, error.value());
    if (status.type() != fs::file_type::symlink) {
      place.is_special = fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
      return place;
    }
    const fs::path beside = place.file.parent_path();
    const fs::path folder = fs::canonical(beside.empty() ? "." : beside, error);
    if (error) fail(path, option, error.value());
    // A link to what some process has open, as /dev/stdout is: that and not a file of its name is meant.
    if (folder.string().starts_with("/proc/")) {
      place.is_special = true;
      return place;
    }
    const fs::path target = fs::read_symlink(place.file, error);
    if (error) fail(path, option, error.value());
    place.file = folder / target;
  }
  fail(path, option, ELOOP);
}

fs::path temporary_beside(const fs::path& path) { return path.string() + ".tmp" + std::to_string(getpid()); }

void write(const fs::path& path, const std::string& text, const fs::path& wanted, const std::string& option,
           std::ios::openmode mode = std::ios::trunc) {
  errno = 0;
  std::ofstream file(path, std::ios::binary | mode);
  file << text << std::flush;
  if (!file) fail(wanted, option, errno);
}

void check_writable(const Output& output, const Place& place) {
  std::error_code error;
  if (fs::is_directory(place.file, error)) fail(output.path, output.option, EISDIR);
  if (place.is_special) {
    if (access(place.file.c_str(), W_OK) != 0) fail(output.path, output.option, errno);
    return;
  }
  const fs::path temporary = temporary_beside(place.file);
  write(temporary, "", output.path, output.option);
  fs::remove(temporary, error);
}

}  // namespace

void check_writable(const std::vector<Output>& outputs, const std::vector<fs::path>& read) {
  std::map<fs::path, std::string> taken;
  std::error_code error;
  const auto take = [&](const fs::path& path) {
    const fs::path file = fs::weakly_canonical(path, error);
    if (!error) taken[file] = "which is read";
  };
  for (const fs::path& path : read) {
    take(path);
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) take(entry.path());
  }
  for (const Output& output : outputs) {
    if (output.path.empty()) continue;
    const Place place = place_of(output.path, output.option);
    check_writable(output, place);
    if (place.is_special) continue;
    const fs::path file = fs::weakly_canonical(place.file, error);
    if (error) fail(output.path, output.option, error.value());
    const auto [other, is_free] = taken.emplace(file, "to which " + output.option + " is written");
    if (!is_free)
      throw BadInput(output.option, output.path.string() + ", " + other->second, "a file of its own");
  }
}

void write_file_atomically(const fs::path& path, const std::string& text, const std::string& option) {
  const Place place = place_of(path, option);
  if (place.is_special) {
    // Flush earlier output first, in case it goes to the same file.
    std::fflush(stdout);
    write(place.file, text, path, option, std::ios::app);
    return;
  }
  const fs::path temporary = temporary_beside(place.file);
  std::error_code error;
  try {
    write(temporary, text, path, option);
    fs::rename(temporary, place.file);
  } catch (const fs::filesystem_error& failure) {
    fs::remove(temporary, error);
    fail(path, option, failure.code().value());
  } catch (const BadInput&) {
    fs::remove(temporary, error);
    throw;
  }
}

}  // namespace weir::report

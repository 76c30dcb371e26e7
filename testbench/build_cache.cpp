#include "testbench/build_cache.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>

#include "network/error.hpp"
#include "testbench/interrupt.hpp"

namespace weir::testbench {

namespace fs = std::filesystem;

namespace {

std::string hash_of(const std::vector<std::string>& content) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  XXH3_128bits_reset(state.get());
  for (const std::string& part : content) {
    const std::size_t size = part.size();  // so that different lists of parts never hash the same text
    XXH3_128bits_update(state.get(), &size, sizeof size);
    XXH3_128bits_update(state.get(), part.data(), size);
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

fs::path folder_of(const std::string& kind, const std::vector<std::string>& content) {
  return cache_root() / kind / hash_of(content);
}

// Held while a folder is being built, so that other processes wait for it. Its file is removed with it. A
// process that waited then sees a different file or none, and starts again.
class Lock {
 public:
  explicit Lock(const fs::path& path) : path_(path) {
    for (;;) {
      file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (file_ < 0) return;
      wait();
      if (is_ours()) return;
      close(file_);
      file_ = -1;
    }
  }
  ~Lock() {
    if (file_ < 0) return;
    if (is_ours()) unlink(path_.c_str());
    close(file_);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  void wait() {
    constexpr auto kLook = std::chrono::milliseconds(20);
    while (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return;
      if (is_interrupted()) {
        close(file_);
        throw Interrupted();
      }
      std::this_thread::sleep_for(kLook);
    }
  }
  [[nodiscard]] bool is_ours() const {
    struct stat own = {};
    struct stat named = {};
    return fstat(file_, &own) == 0 && stat(path_.c_str(), &named) == 0 && own.st_ino == named.st_ino &&
           own.st_dev == named.st_dev;
  }

  fs::path path_;
  int file_ = -1;  // the file system does not support locks: both processes build, and one is first
};

// The process number in a folder name "<hash>.<process>.tmp"; 0 for other names.
pid_t builder_of(const fs::path& folder) {
  if (folder.extension() != ".tmp") return 0;
  const std::string process = folder.stem().extension().string();
  return process.size() < 2 ? 0 : static_cast<pid_t>(std::atoll(process.c_str() + 1));
}

}  // namespace

fs::path cache_root() {
  if (const char* root = std::getenv("WEIR_CACHE")) return root;
  if (const char* root = std::getenv("XDG_CACHE_HOME")) return fs::path(root) / "weir";
  if (const char* home = std::getenv("HOME")) return fs::path(home) / ".cache" / "weir";
  return fs::temp_directory_path() / "weir-cache";
}

fs::path cached(const std::string& kind, const std::vector<std::string>& content,
                const std::function<void(const fs::path&)>& build, double* seconds) {
  const fs::path folder = folder_of(kind, content);
  if (fs::exists(folder)) {
    std::error_code ignored;
    fs::last_write_time(folder, fs::file_time_type::clock::now(), ignored);  // used: see trim_cache
    return folder;
  }
  const auto begin = std::chrono::steady_clock::now();
  std::error_code error;
  fs::create_directories(folder.parent_path(), error);
  const Lock lock(folder.string() + ".lock");
  if (fs::exists(folder)) return folder;
  check_interrupt();
  const fs::path fresh = folder.string() + fmt::format(".{}.tmp", getpid());
  fs::remove_all(fresh, error);
  if (!fs::create_directories(fresh, error)) {
    throw ToolFailure(fmt::format("cannot make a folder in the build cache {}: {}", cache_root().string(),
                                  error.message()));
  }
  try {
    build(fresh);
  } catch (...) {
    fs::remove_all(fresh, error);
    throw;
  }
  fs::rename(fresh, folder, error);
  if (error) fs::remove_all(fresh);  // another process was quicker
  if (seconds != nullptr)
    *seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return folder;
}

bool is_cached(const std::string& kind, const std::vector<std::string>& content) {
  return fs::exists(folder_of(kind, content));
}

void build_quickly() {
  constexpr int kKeep = 0;
  for (const char* level : {"WEIR_RTL_OPTIMISE", "WEIR_HLS_OPTIMISE"}) setenv(level, "0", kKeep);
}

void remove_unfinished() {
  std::error_code error;
  for (const fs::directory_entry& kind : fs::directory_iterator(cache_root(), error)) {
    for (const fs::directory_entry& entry : fs::directory_iterator(kind.path(), error)) {
      const pid_t builder = builder_of(entry.path());
      if (builder > 0 && kill(builder, 0) != 0 && errno == ESRCH) fs::remove_all(entry.path(), error);
      if (entry.path().extension() != ".lock") continue;
      const int file = open(entry.path().c_str(), O_RDWR | O_CLOEXEC);
      if (file < 0) continue;
      // A process that opens it in between sees that it is gone and creates another.
      if (flock(file, LOCK_EX | LOCK_NB) == 0) unlink(entry.path().c_str());
      close(file);
    }
  }
}

void trim_cache(std::int64_t most_mb) {
  if (const char* stated = std::getenv("WEIR_CACHE_MB")) most_mb = std::atoll(stated);
  if (most_mb <= 0) return;
  struct Folder {
    fs::path path;
    fs::file_time_type used;
    std::uintmax_t bytes = 0;
  };
  std::vector<Folder> folders;
  std::uintmax_t bytes = 0;
  std::error_code error;  // another process may be removing the same
  for (const fs::directory_entry& kind : fs::directory_iterator(cache_root(), error)) {
    for (const fs::directory_entry& entry : fs::directory_iterator(kind.path(), error)) {
      if (!entry.is_directory(error)) continue;
      Folder& folder = folders.emplace_back(Folder{entry.path(), entry.last_write_time(error)});
      for (const fs::directory_entry& file : fs::recursive_directory_iterator(entry.path(), error)) {
        if (file.is_regular_file(error)) folder.bytes += file.file_size(error);
      }
      bytes += folder.bytes;
    }
  }
  std::ranges::sort(folders, {}, &Folder::used);
  const auto recently = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const Folder& folder : folders) {
    if (bytes <= static_cast<std::uintmax_t>(most_mb) << 20U || folder.used > recently) return;
    fs::remove_all(folder.path, error);
    fs::remove(folder.path.string() + ".lock", error);
    bytes -= folder.bytes;
  }
}

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw ToolFailure("cannot write " + path.string());
}

void write_text_atomically(const fs::path& path, const std::string& text) {
  const fs::path fresh = path.string() + fmt::format(".{}.tmp", getpid());
  write_text(fresh, text);
  fs::rename(fresh, path);
}

}  // namespace weir::testbench

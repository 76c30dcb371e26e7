// A folder that is removed with its owner.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "network/error.hpp"

namespace weir::testbench {

class TemporaryFolder {
 public:
  // Creates "<prefix>-" plus six letters in the system's folder for temporary files. `who`: named by the
  // ToolFailure if that fails.
  TemporaryFolder(const std::string& prefix, const std::string& who) {
    std::string name = (std::filesystem::temp_directory_path() / (prefix + "-XXXXXX")).string();
    if (mkdtemp(name.data()) == nullptr) throw ToolFailure(who + ": cannot make a folder " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace weir::testbench

#include "network/share.hpp"

#include <system_error>

#include "network/error.hpp"

namespace weir {

std::filesystem::path share_folder() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) throw ToolFailure("/proc/self/exe: " + error.message());
  return program.parent_path().parent_path() / "share" / "weir";
}

}  // namespace weir

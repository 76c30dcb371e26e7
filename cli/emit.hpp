// `weir emit`: a scenario's network as an RTL or an HLS project.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct EmitArguments {
  std::string language;
  std::string scenario;
  std::string folder;
  std::optional<std::int64_t> frames;
  bool tlast = false;
};

// Adds the subcommand, which fills in `arguments`.
CLI::App& add_emit_command(CLI::App& app, EmitArguments& arguments);

// Writes the folder. Throws BadInput.
Status emit(const EmitArguments& arguments);

}  // namespace weir::cli

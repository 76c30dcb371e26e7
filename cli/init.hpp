// `weir init`: a first scenario to edit.
#pragma once

#include <string>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct InitArguments {
  std::string file;
};

// Adds the subcommand, which fills in `arguments`.
CLI::App& add_init_command(CLI::App& app, InitArguments& arguments);

// Writes a scenario with comments, named after the file, that runs as it is. Throws BadInput if the file is
// there, cannot be written, or does not end in .yaml.
Status init(const InitArguments& arguments);

}  // namespace weir::cli

// `weir help`: subcommands, and the keys of scenario and suite files.
#pragma once

#include <string>
#include <vector>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct HelpArguments {
  std::string name;
  bool json_schema = false;
  bool markdown = false;
  std::string manual;
};

// Adds the subcommand, which fills in `arguments`.
CLI::App& add_help_command(CLI::App& app, HelpArguments& arguments);

// What `weir help` explains by name: subcommands, and the maps of scenarios and suites.
std::vector<std::string> help_names(const CLI::App& app);

// Prints the help on a name, or what names there are; or writes the manual's pages. Throws BadInput if there
// is no such name.
Status help(const HelpArguments& arguments, const CLI::App& app);

}  // namespace weir::cli

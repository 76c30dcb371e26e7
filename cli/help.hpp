// `weir help`: subcommands, and the keys of scenario and suite files.
#pragma once

#include <cstddef>
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

// Those that are not hidden.
std::vector<const CLI::App*> subcommands(const CLI::App& app);

// The words of a text in lines of at most `width` characters, if no word is longer.
std::vector<std::string> lines_of(const std::string& text, std::size_t width);

// What `weir help` explains by name: subcommands, and the maps of scenarios and suites.
std::vector<std::string> help_names(const CLI::App& app);

// Prints the help on a name, or what names there are; or writes the manual's pages. Throws BadInput if there
// is no such name.
Status help(const HelpArguments& arguments, const CLI::App& app);

}  // namespace weir::cli

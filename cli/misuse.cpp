#include "cli/misuse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "cli/help.hpp"
#include "network/spelling.hpp"

namespace weir::cli {

namespace {

// Not "-1", which is a value.
bool is_option(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && (word[1] == '-' || std::isalpha(word[1]) != 0);
}

// All its names that begin with "--".
std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

}  // namespace

std::string misuse(const CLI::App& app, const std::vector<std::string>& words, const std::string& said) {
  std::vector<std::string> names;
  for (const CLI::App* command : subcommands(app)) names.push_back(command->get_name());
  const CLI::App* command = &app;
  const auto first = std::ranges::find_if_not(words, is_option);
  if (first != words.end()) {
    const auto named = app.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == *first; });
    if (named.empty())
      return fmt::format("found no subcommand \"{}\", wanted one of {}{}", *first, fmt::join(names, ", "),
                         nearest_of(*first, names));
    command = named.front();
  }
  const std::string where = command == &app ? "" : command->get_name() + ": ";
  const std::string help =
      "`" + app.get_name() + (command == &app ? "" : " " + command->get_name()) + " --help`";
  for (const std::string& word : words) {
    if (word == "--") break;
    const std::string name = word.substr(0, word.find('='));
    if (is_option(word) && command->get_option_no_throw(name) == nullptr)
      return fmt::format("{}found no option {}, wanted one that {} lists{}", where, name, help,
                         nearest_of(name, options_of(*command)));
  }
  if (first == words.end())
    return fmt::format("found no subcommand, wanted one of {}; {} explains them", fmt::join(names, ", "),
                       help);
  return fmt::format("{}{}; {} lists what it takes", where, said, help);
}

}  // namespace weir::cli

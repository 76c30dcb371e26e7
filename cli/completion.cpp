#include "cli/completion.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cli/help.hpp"

namespace weir::cli {

namespace {

// CLI11 keeps the values of an IsMember within braces in the name of the option's type.
std::vector<std::string> values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {};
  std::vector<std::string> values;
  std::string value;
  for (const char c : type.substr(open + 1, close - open - 1) + ",") {
    if (c != ',') {
      value += c;
    } else if (!value.empty()) {
      values.push_back(std::move(value));
      value.clear();
    }
  }
  return values;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "zsh") {
    return R"sh(#compdef weir
_weir() {
  local -a found
  found=(${(f)"$(weir complete-words -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( ${#found} )); then compadd -- $found; else _files; fi
}
if [[ $funcstack[1] == _weir ]]; then _weir "$@"; else compdef _weir weir; fi
)sh";
  }
  return R"sh(# bash completion of weir
_weir() {
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$(weir complete-words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o bashdefault -o default -F _weir weir
)sh";
}

std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* at = &app;
  const CLI::Option* wants_value = nullptr;
  std::size_t arguments = 0;  // given to the subcommand so far
  for (std::size_t w = 0; w + 1 < words.size(); ++w) {
    const std::string& word = words[w];
    if (wants_value != nullptr) {
      wants_value = nullptr;
    } else if (word.size() > 1 && word[0] == '-') {
      const CLI::Option* option = at->get_option_no_throw(word);
      if (option != nullptr && takes_value(*option)) wants_value = option;
    } else if (const auto subcommands =
                   at->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == word; });
               !subcommands.empty()) {
      at = subcommands.front();
      arguments = 0;
    } else {
      ++arguments;
    }
  }
  const std::string last = words.empty() ? "" : words.back();
  if (wants_value != nullptr) return values_of(*wants_value);
  std::vector<std::string> found;
  const std::vector<const CLI::Option*> options = at->get_options([](const CLI::Option*) { return true; });
  if (!last.empty() && last[0] == '-') {
    for (const CLI::Option* option : options) {
      for (const std::string& name : option->get_lnames()) found.push_back("--" + name);
      for (const std::string& name : option->get_snames()) found.push_back("-" + name);
    }
    std::ranges::sort(found);
    return found;
  }
  for (const CLI::App* sub : at->get_subcommands([](const CLI::App*) { return true; })) {
    if (!sub->get_group().empty()) found.push_back(sub->get_name());  // without a group it is hidden
  }
  std::size_t position = 0;
  for (const CLI::Option* option : options) {
    if (!option->get_positional() || position++ != arguments) continue;
    found = at->get_name() == "help" ? help_names(app) : values_of(*option);
  }
  return found;
}

}  // namespace weir::cli

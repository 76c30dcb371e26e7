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

// The values with which `last` can go on: of a list that it may be, each once, behind its last comma.
std::vector<std::string> continued(const CLI::Option& option, const std::string& last) {
  std::vector<std::string> values = values_of(option);
  const char comma = option.get_delimiter();
  const std::size_t end = comma == '\0' ? std::string::npos : last.rfind(comma);
  if (end == std::string::npos) return values;
  const std::string given = last.substr(0, end + 1);
  std::erase_if(values, [&](const std::string& value) {
    return (comma + given).find(comma + value + comma) != std::string::npos;
  });
  for (std::string& value : values) value.insert(0, given);
  return values;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

}  // namespace

std::string completion_script(const std::string& shell) {
  if (shell == "zsh") {
    return R"sh(#compdef weir
_weir() {
  local -a found
  local program=${${(Q)words[1]}/#\~/$HOME}  # another path or name of it, or an alias
  whence -p -- $program >/dev/null || program=weir
  found=(${(f)"$($program complete-words -- "${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( ${#found} )); then compadd -- $found; else _files; fi
}
if [[ $funcstack[1] == _weir ]]; then _weir "$@"; else compdef _weir weir; fi
)sh";
  }
  if (shell == "fish") {
    return R"sh(# fish completion of weir
function __weir_complete
  set -l words (commandline --tokenize --cut-at-cursor --current-process)
  set -l program $words[1]
  type --query -- $program; or set program weir  # an alias
  set -l found ($program complete-words -- $words[2..] (commandline --cut-at-cursor --current-token) 2>/dev/null)
  if count $found >/dev/null
    printf '%s\n' $found
  else
    __fish_complete_path (commandline --cut-at-cursor --current-token)
  end
end
complete --command weir --no-files --arguments '(__weir_complete)'
)sh";
  }
  return R"sh(# bash completion of weir
_weir() {
  local IFS=$'\n' program=${COMP_WORDS[0]/#\~/$HOME} word joined=()
  type -P "$program" >/dev/null || program=weir  # an alias
  # Bash may split words at "=": they are joined for the program, and what it answers is cut off there.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if ((${#joined[@]})) && [[ $word == = || ${joined[-1]} == *= ]]; then
      joined[-1]+=$word
    else
      joined+=("$word")
    fi
  done
  word=${joined[-1]}
  COMPREPLY=($(compgen -W "$("$program" complete-words -- "${joined[@]}" 2>/dev/null)" -- "$word"))
  if [[ $word == *=* && $COMP_WORDBREAKS == *=* ]]; then COMPREPLY=("${COMPREPLY[@]#"${word%=*}="}"); fi
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
  if (wants_value != nullptr) return continued(*wants_value, last);
  std::vector<std::string> found;
  if (const std::size_t equals = last.find('='); last.starts_with("--") && equals != std::string::npos) {
    const std::string name = last.substr(0, equals);
    if (const CLI::Option* option = at->get_option_no_throw(name); option != nullptr) {
      for (const std::string& value : continued(*option, last.substr(equals + 1)))
        found.push_back(name + "=" + value);
    }
    return found;
  }
  const std::vector<const CLI::Option*> options = at->get_options([](const CLI::Option*) { return true; });
  if (!last.empty() && last[0] == '-') {
    for (const CLI::Option* option : options) {
      for (const std::string& name : option->get_lnames()) found.push_back("--" + name);
      for (const std::string& name : option->get_snames()) found.push_back("-" + name);
    }
    std::ranges::sort(found);
    return found;
  }
  for (const CLI::App* sub : subcommands(*at)) found.push_back(sub->get_name());
  std::size_t position = 0;
  for (const CLI::Option* option : options) {
    if (!option->get_positional() || position++ != arguments) continue;
    found = at->get_name() == "help" ? help_names(app) : values_of(*option);
  }
  return found;
}

}  // namespace weir::cli

// Completion of the command line in a shell.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir::cli {

// The completion script for bash or zsh. It calls `weir complete-words`.
std::string completion_script(const std::string& shell);

// Completions of the last of these command-line words (without the program's name): subcommands, options, and
// values of options or arguments with a fixed set (of --option=value and of lists with commas, the whole
// word). Empty if anything is possible, such as a file.
std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace weir::cli

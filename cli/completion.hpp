// Completion of the command line in a shell.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir::cli {

// The script that teaches a shell, bash or zsh, to complete: it asks `weir complete-words`.
std::string completion_script(const std::string& shell);

// What may follow these words of a command line (without the program's name), of which the last is the one
// to complete: subcommands, options, values of an option or argument that takes one of a few. Empty where
// anything may, such as a file.
std::vector<std::string> completions(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace weir::cli

// Answers a command line that cannot be read.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace weir::cli {

// One line on the first of these words, the arguments, that is wrong: an unknown subcommand or option with
// the nearest that there is, else what the parser said of them.
std::string misuse(const CLI::App& app, const std::vector<std::string>& words, const std::string& said);

}  // namespace weir::cli

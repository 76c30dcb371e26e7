// `weir history`: past regression runs.
#pragma once

#include <cstdint>
#include <string>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct HistoryArguments {
  std::string history;  // else the default one
  std::string suite;    // else all
  std::int64_t nights = 30;
  std::int64_t slowest = 10;
  std::string html;
  std::string json;
};

// Adds the subcommand, which fills in `arguments`.
CLI::App& add_history_command(CLI::App& app, HistoryArguments& arguments);

// Prints the history and writes the files that were asked for. Throws BadInput; a history that is not there
// is not made.
Status history(const HistoryArguments& arguments);

}  // namespace weir::cli

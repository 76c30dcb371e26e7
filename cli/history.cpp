#include "cli/history.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "cli/checks.hpp"
#include "regress/history.hpp"
#include "report/file.hpp"
#include "report/regression.hpp"

namespace weir::cli {

CLI::App& add_history_command(CLI::App& app, HistoryArguments& arguments) {
  CLI::App& command = *app.add_subcommand("history", "print past regression runs");
  command.add_option("--history", arguments.history, "the database; else WEIR_HISTORY, else the user's own");
  command.add_option("--suite", arguments.suite, "that suite only; else all");
  command.add_option("--nights", arguments.nights, "runs to show of each suite, the last ones; else 30")
      ->check(whole_number(1));
  command.add_option("--slowest", arguments.slowest, "slowest cases to show of each suite; else 10")
      ->check(whole_number(0));
  command.add_option("--html", arguments.html, "write it as a page there");
  command.add_option("--json", arguments.json, "write it there, for programs");
  return command;
}

Status history(const HistoryArguments& arguments) {
  const std::filesystem::path file =
      arguments.history.empty() ? regress::default_history() : std::filesystem::path(arguments.history);
  report::check_writable({{"--json", arguments.json}, {"--html", arguments.html}}, {file});
  const regress::History history(file, "--history", regress::Absent::kRefuse);
  const HistoryResult result = history.read(arguments.suite, arguments.nights, arguments.slowest);
  fmt::print("{}", report::text(result));
  if (!arguments.json.empty()) {
    report::write_file_atomically(arguments.json, report::json(result), "--json");
  }
  if (!arguments.html.empty()) {
    report::write_file_atomically(arguments.html, report::html(result), "--html");
  }
  return kHeld;
}

}  // namespace weir::cli

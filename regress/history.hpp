// The history of all regression runs: an SQLite database.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "network/regression_result.hpp"

namespace weir::regress {

// WEIR_HISTORY, else XDG_DATA_HOME/weir/history.db, else ~/.local/share/weir/history.db.
std::filesystem::path default_history();

// What to do if the history does not exist.
enum class Absent : std::uint8_t { kMake, kRefuse };

struct HistoryDatabase;

// Throws ToolFailure if the database fails in use: a full disk, or a lock held for minutes.
class History {
 public:
  // Opens the database, or creates it and its folder. Throws BadInput, naming `option`, if creation is not
  // allowed or the file is of another kind or a later version.
  explicit History(const std::filesystem::path& file, const std::string& option = "--history",
                   Absent absent = Absent::kMake);
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  // Adds a run, all of it or nothing. Replaces an earlier record of the same run (suite, seed and start).
  // Several processes may do this concurrently.
  void add(const RegressionResult& result);
  // The coverage of all runs of all suites. A bin without hits is kept as long as the latest run has it.
  [[nodiscard]] Coverage coverage() const;
  // Reads one suite as if there were no others, or all suites if empty: each suite's last `nights` runs, and
  // the `slowest` cases of its last run. Failing cases and coverage are of all runs. Throws BadInput if the
  // suite has no run.
  [[nodiscard]] HistoryResult read(const std::string& suite, std::int64_t nights, std::int64_t slowest) const;

 private:
  std::unique_ptr<HistoryDatabase> database_;
};

}  // namespace weir::regress

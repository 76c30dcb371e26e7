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

// What becomes of a history that is not there.
enum class Absent : std::uint8_t { kMake, kRefuse };

struct HistoryDatabase;

// Throws ToolFailure where the database breaks while it is used: a full disk, or a lock held for minutes.
class History {
 public:
  // Opens the database, or makes it and its folder. Throws BadInput, on behalf of `option`, where that is not
  // to be, or the file is another kind's or a later version's.
  explicit History(const std::filesystem::path& file, const std::string& option = "--history",
                   Absent absent = Absent::kMake);
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  // Adds a run, all of it or nothing. The same run again (suite, seed and start) takes the place of what
  // there is of it. Several processes may do this at the same time.
  void add(const RegressionResult& result);
  // Of all runs of all suites together. A bin that none of them hit is kept as long as the latest run has it.
  [[nodiscard]] Coverage coverage() const;
  // Of one suite, as if there were no others, or of all if empty: each suite's last so many runs, and the
  // slowest so many cases of each one's last run; failing cases and coverage are of all runs. Throws BadInput
  // where no run is of that suite.
  [[nodiscard]] HistoryResult read(const std::string& suite, std::int64_t nights, std::int64_t slowest) const;

 private:
  std::unique_ptr<HistoryDatabase> database_;
};

}  // namespace weir::regress

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

class History {
 public:
  // Opens the database, or makes it. Throws BadInput, on behalf of `option`, where that is not to be, or the
  // file is another kind's or a later version's.
  explicit History(const std::filesystem::path& file, const std::string& option = "--history");
  ~History();
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  // Adds a run, all of it or nothing. The same run again (suite, seed and start) takes the place of what
  // there is of it. Several processes may do this at the same time.
  void add(const RegressionResult& result);
  // Of all runs of all suites together.
  [[nodiscard]] Coverage coverage() const;
  // Of one suite, or of all if empty; the last so many runs. Throws BadInput where no run is of that suite.
  [[nodiscard]] HistoryResult read(const std::string& suite, std::int64_t nights, std::int64_t slowest) const;

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace weir::regress

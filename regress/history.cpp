#include "regress/history.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "network/error.hpp"

namespace weir::regress {

namespace {

// Of CaseVerdict, as the tables have them.
constexpr const char* kStoredVerdicts[] = {"pass", "fail", "crash", "timeout"};

namespace fs = std::filesystem;

constexpr std::int64_t kApplication = 0x57454952;  // "WEIR", in the file's header
constexpr std::int64_t kVersion = 1;
constexpr int kPatienceMs = 120'000;  // with others that write

// Seeds are text, as SQLite's integers are signed.
constexpr const char* kTables = R"(
CREATE TABLE runs (
  run INTEGER PRIMARY KEY,
  suite TEXT NOT NULL,
  intent TEXT NOT NULL,
  seed TEXT NOT NULL,
  started TEXT NOT NULL,
  version TEXT NOT NULL,
  tools TEXT NOT NULL,
  passed INTEGER NOT NULL,
  cases_planned INTEGER NOT NULL,
  wall_s REAL NOT NULL,
  UNIQUE (suite, seed, started)
) STRICT;
CREATE TABLE not_run (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE cases (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('pass', 'fail', 'crash', 'timeout')),
  runs INTEGER NOT NULL,
  beats INTEGER NOT NULL,
  cycles INTEGER NOT NULL,
  build_s REAL NOT NULL,
  wall_s REAL NOT NULL,
  PRIMARY KEY (run, position),
  UNIQUE (run, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE failures (
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  check_name TEXT NOT NULL,
  detail TEXT NOT NULL,
  replay TEXT NOT NULL,
  minimal TEXT NOT NULL,
  PRIMARY KEY (run, position),
  FOREIGN KEY (run, position) REFERENCES cases ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE bins (
  bin INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE coverage (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  bin INTEGER NOT NULL REFERENCES bins,
  hits INTEGER NOT NULL,
  PRIMARY KEY (run, bin)
) STRICT, WITHOUT ROWID;
)";

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

struct HistoryDatabase {
  HistoryDatabase(fs::path path, std::string on_behalf_of)
      : file(std::move(path)), option(std::move(on_behalf_of)) {}
  ~HistoryDatabase() { sqlite3_close(handle); }
  HistoryDatabase(const HistoryDatabase&) = delete;
  HistoryDatabase& operator=(const HistoryDatabase&) = delete;

  [[noreturn]] void refuse(const std::string& reason, const std::string& wanted) const {
    throw BadInput(option, fmt::format("{} ({})", file.string(), reason), wanted);
  }
  [[noreturn]] void refuse_kind(const std::string& reason) const {
    refuse(reason, "a history of regression runs");
  }

  // Of what SQLite's functions return.
  void check(int code) const {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    const int error = sqlite3_system_errno(handle);
    switch (code & 0xff) {  // without the details
      case SQLITE_NOTADB:
      case SQLITE_CORRUPT:
        refuse_kind(sqlite3_errmsg(handle));
      case SQLITE_CANTOPEN:
      case SQLITE_READONLY:
      case SQLITE_PERM:
        refuse(error != 0 ? std::strerror(error) : sqlite3_errmsg(handle), "a path that can be written");
      default:
        throw ToolFailure(fmt::format("history {}: {}", file.string(), sqlite3_errmsg(handle)));
    }
  }
  void execute(const char* statements) const {
    check(sqlite3_exec(handle, statements, nullptr, nullptr, nullptr));
  }

  fs::path file;
  std::string option;
  sqlite3* handle = nullptr;
};

namespace {

// A statement, its parameters and the row at which it stands.
class Statement {
 public:
  Statement(const HistoryDatabase& database, std::string_view sql) : database_(database) {
    database_.check(
        sqlite3_prepare_v2(database_.handle, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Starts again, with these for the parameters from the first on.
  template <class... Values>
  Statement& bind(const Values&... values) {
    database_.check(sqlite3_reset(statement_));
    int at = 0;
    (database_.check(bind_one(++at, values)), ...);
    return *this;
  }
  // Whether there is another row.
  bool step() {
    const int code = sqlite3_step(statement_);
    database_.check(code);
    return code == SQLITE_ROW;
  }

  // Columns, from 0 on.
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] double real(int column) const { return sqlite3_column_double(statement_, column); }
  [[nodiscard]] std::string text(int column) const {
    const auto* first = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    if (!first) return "";  // no value
    return {first, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  int bind_one(int at, std::int64_t value) { return sqlite3_bind_int64(statement_, at, value); }
  int bind_one(int at, double value) { return sqlite3_bind_double(statement_, at, value); }
  int bind_one(int at, std::string_view value) {
    return sqlite3_bind_text64(statement_, at, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }

  const HistoryDatabase& database_;
  sqlite3_stmt* statement_ = nullptr;
};

// All of it or nothing; of one that only reads, a state that no other process changes meanwhile.
class Transaction {
 public:
  // One that writes takes the lock at once: were it to read first, two could each wait for the other.
  Transaction(const HistoryDatabase& database, bool writes) : database_(database) {
    database_.execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  ~Transaction() {
    if (!committed_) sqlite3_exec(database_.handle, "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    database_.execute("COMMIT");
    committed_ = true;
  }

 private:
  const HistoryDatabase& database_;
  bool committed_ = false;
};

std::int64_t number(const HistoryDatabase& database, std::string_view sql) {
  Statement statement(database, sql);
  statement.step();
  return statement.integer(0);
}

// Whether the file is a history already, or an empty one that may become one. Throws BadInput of any other.
bool is_history(const HistoryDatabase& database) {
  const std::int64_t application = number(database, "PRAGMA application_id");
  const std::int64_t version = number(database, "PRAGMA user_version");
  if (application == 0 && version == 0 && number(database, "SELECT count(*) FROM sqlite_schema") == 0) {
    return false;
  }
  if (application != kApplication) database.refuse_kind("another program's database");
  if (version != kVersion) {
    database.refuse(fmt::format("schema {}", version),
                    fmt::format("schema {}, which this version of Weir knows", kVersion));
  }
  return true;
}

// How much was covered, run after run.
class Covered {
 public:
  // The next run's bins.
  void add(const Coverage& coverage) {
    for (const auto& [bin, hits] : coverage) hits_[bin] += hits;
    latest_ = coverage;
  }

  // A bin that no run hit is there as long as the latest run has it; so one that a version gave up is no hole
  // for ever.
  [[nodiscard]] Coverage bins() const {
    Coverage bins;
    for (const auto& [bin, hits] : hits_) {
      if (hits > 0 || latest_.contains(bin)) bins.emplace(bin, hits);
    }
    return bins;
  }
  // Share of the bins there are that were hit.
  [[nodiscard]] double share() const {
    const Coverage all = bins();
    const auto hit = std::ranges::count_if(all, [](const auto& bin) { return bin.second > 0; });
    return all.empty() ? 0 : static_cast<double>(hit) / static_cast<double>(all.size());
  }

 private:
  Coverage hits_;
  Coverage latest_;
};

// Of all runs of a suite, or of all if empty, from the first on; `after(run, covered)` is called of each.
template <class After>
Covered covered(const HistoryDatabase& database, const std::string& suite, const After& after) {
  Statement statement(database,
                      "SELECT run, name, hits FROM runs LEFT JOIN coverage USING (run) LEFT JOIN bins USING "
                      "(bin) WHERE ?1 IN ('', suite) ORDER BY started, run");
  statement.bind(suite);
  Covered result;
  Coverage of_run;
  std::int64_t run = 0;
  const auto end_run = [&] {
    if (!of_run.empty()) result.add(of_run);
    of_run.clear();
    if (run != 0) after(run, result);
  };
  while (statement.step()) {
    if (statement.integer(0) != run) {
      end_run();
      run = statement.integer(0);
    }
    if (std::string bin = statement.text(1); !bin.empty())
      of_run.emplace(std::move(bin), statement.integer(2));
  }
  end_run();
  return result;
}

// Each suite's last so many runs, the latest first.
std::vector<NightResult> read_nights(const HistoryDatabase& database, const std::string& suite,
                                     std::int64_t nights) {
  Statement statement(database, R"(
    SELECT run, suite, seed, started, version, tools, passed, cases_planned, wall_s, cases, failed, crashed,
      timed_out, beats, cycles, running_s
    FROM (SELECT *, row_number() OVER (PARTITION BY suite ORDER BY started DESC, run DESC) AS place FROM runs)
    LEFT JOIN (SELECT run, count(*) AS cases, sum(verdict = 'fail') AS failed,
        sum(verdict = 'crash') AS crashed, sum(verdict = 'timeout') AS timed_out, sum(beats) AS beats,
        sum(cycles) AS cycles, sum(wall_s - build_s) AS running_s
      FROM cases GROUP BY run) USING (run)
    WHERE ?1 IN ('', suite) AND place <= ?2 ORDER BY started DESC, run DESC)");
  statement.bind(suite, nights);
  Statement reasons(database, "SELECT reason FROM not_run WHERE run = ? ORDER BY position");
  std::vector<NightResult> result;
  while (statement.step()) {
    NightResult night;
    night.run = statement.integer(0);
    night.suite = statement.text(1);
    night.seed = std::strtoull(statement.text(2).c_str(), nullptr, 10);
    night.started = statement.text(3);
    night.version = statement.text(4);
    night.tools = statement.text(5);
    night.passed = statement.integer(6) != 0;
    night.cases_planned = statement.integer(7);
    night.wall_s = statement.real(8);
    night.cases = statement.integer(9);
    night.failed_by_verdict = {{"fail", statement.integer(10)},
                               {"crash", statement.integer(11)},
                               {"timeout", statement.integer(12)}};
    night.beats = statement.integer(13);
    night.cycles = statement.integer(14);
    const double running_s = statement.real(15);
    if (running_s > 0) night.cycles_per_second = static_cast<double>(night.cycles) / running_s;
    reasons.bind(night.run);
    while (reasons.step()) night.not_run.push_back(reasons.text(0));
    result.push_back(std::move(night));
  }
  return result;
}

// The latest failure first.
std::vector<FailingCase> read_failing(const HistoryDatabase& database, const std::string& suite) {
  Statement statement(database, R"(
    SELECT suite, CASE kind WHEN 'scenario' THEN id
      ELSE kind || ' ' || what || ': ' || iif(check_name = '', verdict, check_name) END,
      run, started, detail, replay
    FROM failures JOIN cases USING (run, position) JOIN runs USING (run)
    WHERE ?1 IN ('', suite) ORDER BY started, run, position)");
  statement.bind(suite);
  std::map<std::pair<std::string, std::string>, FailingCase> cases;
  while (statement.step()) {
    FailingCase& failing = cases[{statement.text(0), statement.text(1)}];
    const std::int64_t run = statement.integer(2);
    if (failing.last_run == run) continue;  // several drawn cases failed alike: the first stands for them
    if (failing.nights++ == 0) {
      failing.suite = statement.text(0);
      failing.what = statement.text(1);
      failing.first_run = run;
      failing.first_started = statement.text(3);
    }
    failing.last_run = run;
    failing.last_started = statement.text(3);
    failing.detail = statement.text(4);
    failing.replay = statement.text(5);
  }
  std::vector<FailingCase> result;
  for (auto& [key, failing] : cases) result.push_back(std::move(failing));
  std::ranges::stable_sort(result, std::ranges::greater{}, [](const FailingCase& failing) {
    return std::tie(failing.last_started, failing.last_run);
  });
  return result;
}

// Of the last run of each suite so many, the slowest first.
std::vector<SlowCase> read_slowest(const HistoryDatabase& database, const std::string& suite,
                                   std::int64_t slowest) {
  Statement statement(database, R"(
    SELECT suite, id, kind, what, verdict, check_name, detail, replay, minimal, runs, beats, cycles, build_s,
      cases.wall_s
    FROM (SELECT *, row_number() OVER (PARTITION BY run ORDER BY wall_s DESC, position) AS place FROM cases
        WHERE run IN (SELECT run FROM (SELECT run, suite,
            row_number() OVER (PARTITION BY suite ORDER BY started DESC, run DESC) AS place FROM runs)
          WHERE place = 1 AND ?1 IN ('', suite))) AS cases
    JOIN runs USING (run) LEFT JOIN failures USING (run, position)
    WHERE place <= ?2 ORDER BY cases.wall_s DESC, suite, position)");
  statement.bind(suite, slowest);
  std::vector<SlowCase> result;
  while (statement.step()) {
    SlowCase slow;
    slow.suite = statement.text(0);
    slow.result.id = statement.text(1);
    slow.result.kind = statement.text(2);
    slow.result.what = statement.text(3);
    const auto* const verdict = std::ranges::find(kStoredVerdicts, statement.text(4));
    slow.result.verdict = static_cast<CaseVerdict>(verdict - std::begin(kStoredVerdicts));
    slow.result.check = statement.text(5);
    slow.result.detail = statement.text(6);
    slow.result.replay = statement.text(7);
    slow.result.minimal = statement.text(8);
    slow.result.runs = statement.integer(9);
    slow.result.beats = statement.integer(10);
    slow.result.cycles = statement.integer(11);
    slow.result.build_s = statement.real(12);
    slow.result.wall_s = statement.real(13);
    result.push_back(std::move(slow));
  }
  return result;
}

void check_suite(const HistoryDatabase& database, const std::string& suite) {
  Statement statement(database, "SELECT DISTINCT suite FROM runs ORDER BY suite");
  std::vector<std::string> suites;
  while (statement.step()) suites.push_back(statement.text(0));
  if (suite.empty() || std::ranges::find(suites, suite) != suites.end()) return;
  throw BadInput("--suite", '"' + suite + '"',
                 suites.empty() ? "none, as no run is in " + database.file.string()
                                : fmt::format("one of {}", fmt::join(suites, ", ")));
}

void add_cases(const HistoryDatabase& database, std::int64_t run, const std::vector<CaseResult>& cases) {
  Statement add(database, "INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Statement add_failure(database, "INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const CaseResult& each : cases) {
    const std::string_view verdict = kStoredVerdicts[static_cast<std::size_t>(each.verdict)];
    add.bind(run, position, each.id, each.kind, each.what, verdict, each.runs, each.beats, each.cycles,
             each.build_s, each.wall_s)
        .step();
    if (each.verdict != CaseVerdict::kPass) {
      add_failure.bind(run, position, each.check, each.detail, each.replay, each.minimal).step();
    }
    ++position;
  }
}

void add_coverage(const HistoryDatabase& database, std::int64_t run, const Coverage& coverage) {
  Statement add_bin(database, "INSERT OR IGNORE INTO bins (name) VALUES (?)");
  Statement add(database, "INSERT INTO coverage SELECT ?, bin, ? FROM bins WHERE name = ?");
  for (const auto& [bin, hits] : coverage) {
    add_bin.bind(bin).step();
    add.bind(run, hits, bin).step();
  }
}

}  // namespace

fs::path default_history() {
  if (const std::string file = environment("WEIR_HISTORY"); !file.empty()) return file;
  if (const std::string data = environment("XDG_DATA_HOME"); !data.empty()) {
    return fs::path(data) / "weir" / "history.db";
  }
  if (const std::string home = environment("HOME"); !home.empty()) {
    return fs::path(home) / ".local" / "share" / "weir" / "history.db";
  }
  throw BadInput("HOME", "nothing", "a folder, or WEIR_HISTORY a file");
}

History::History(const fs::path& file, const std::string& option, Absent absent)
    : database_(std::make_unique<HistoryDatabase>(file, option)) {
  std::error_code error;
  const fs::path path = fs::absolute(file);  // a plain ":memory:" would be no file to SQLite
  if (absent == Absent::kRefuse && !fs::exists(path, error)) {
    database_->refuse_kind(std::strerror(error ? error.value() : ENOENT));
  }
  if (fs::is_directory(path, error)) database_->refuse(std::strerror(EISDIR), "a path that can be written");
  if (absent == Absent::kMake) {
    fs::create_directories(path.parent_path(), error);
    if (error) database_->refuse(error.message(), "a path that can be written");
  }
  const int create = absent == Absent::kMake ? SQLITE_OPEN_CREATE : 0;
  database_->check(
      sqlite3_open_v2(path.c_str(), &database_->handle, SQLITE_OPEN_READWRITE | create, nullptr));
  // The rollback journal stays: a write-ahead log needs memory that all processes share, which those on other
  // machines with the same file system do not.
  database_->check(sqlite3_busy_timeout(database_->handle, kPatienceMs));
  database_->execute("PRAGMA foreign_keys = ON");
  Transaction transaction(*database_, absent == Absent::kMake);
  if (!is_history(*database_)) {
    if (absent == Absent::kRefuse) database_->refuse_kind("empty");
    database_->execute(kTables);
  }
  if (absent == Absent::kMake) {
    // Also of one that is there, to know before a long run that it can be written.
    if (sqlite3_db_readonly(database_->handle, "main") == 1)
      database_->refuse(std::strerror(EACCES), "a path that can be written");
    database_->execute(
        fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplication, kVersion).c_str());
  }
  transaction.commit();
}

History::~History() = default;

void History::add(const RegressionResult& result) {
  Transaction transaction(*database_, true);
  const std::string seed = std::to_string(result.seed);
  Statement find(*database_, "SELECT run FROM runs WHERE suite = ? AND seed = ? AND started = ?");
  std::int64_t run = number(*database_, "SELECT coalesce(max(run), 0) + 1 FROM runs");
  if (find.bind(result.suite, seed, result.started).step()) {
    run = find.integer(0);
    Statement(*database_, "DELETE FROM runs WHERE run = ?").bind(run).step();
  }
  Statement(*database_, "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(run, result.suite, result.intent, seed, result.started, result.version, result.tools,
            std::int64_t{result.passed()}, result.cases_planned, result.wall_s)
      .step();
  Statement add_reason(*database_, "INSERT INTO not_run VALUES (?, ?, ?)");
  std::int64_t position = 0;
  for (const std::string& reason : result.not_run) add_reason.bind(run, position++, reason).step();
  add_cases(*database_, run, result.cases);
  add_coverage(*database_, run, result.coverage);
  transaction.commit();
}

Coverage History::coverage() const {
  return covered(*database_, "", [](std::int64_t, const Covered&) {}).bins();
}

HistoryResult History::read(const std::string& suite, std::int64_t nights, std::int64_t slowest) const {
  const Transaction transaction(*database_, false);
  check_suite(*database_, suite);
  HistoryResult result;
  result.nights = read_nights(*database_, suite, nights);
  result.failing = read_failing(*database_, suite);
  result.slowest = read_slowest(*database_, suite, slowest);
  const Covered all = covered(*database_, suite, [&](std::int64_t run, const Covered& so_far) {
    const auto night = std::ranges::find(result.nights, run, &NightResult::run);
    if (night != result.nights.end()) night->bins_hit = so_far.share();
  });
  result.coverage = all.bins();
  return result;
}

}  // namespace weir::regress

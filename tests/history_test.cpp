// The history of regression runs: what is stored, what is refused, and several processes at once.
#include "regress/history.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "tests/system.hpp"

namespace weir::tests::history_test {

namespace {

using regress::Absent;
using regress::History;
using tests::Environment;
using tests::TemporaryFolder;
namespace fs = std::filesystem;

CaseResult passing(const std::string& id, double wall_s) {
  CaseResult result;
  result.id = id;
  result.kind = "layer";
  result.what = "mvtu";
  result.runs = 5;
  result.beats = 100;
  result.cycles = 600;
  result.build_s = wall_s / 4;
  result.wall_s = wall_s;
  return result;
}

CaseResult failing(const std::string& id, CaseVerdict verdict, const std::string& check) {
  CaseResult result = passing(id, 1);
  result.verdict = verdict;
  result.check = check;
  result.detail = "of " + id;
  result.replay = "weir run " + id + ".yaml";
  result.minimal = id + "-minimal.yaml";
  return result;
}

RegressionResult night(const std::string& suite, int day, const std::vector<CaseResult>& cases) {
  RegressionResult result;
  result.suite = suite;
  result.intent = "Everything.";
  result.seed = 18'000'000'000'000'000'000ULL + static_cast<std::uint64_t>(day);  // exceeds signed
  result.started = fmt::format("2026-11-{:02}T01:02:03Z", day);
  result.version = "0.1.0";
  result.tools = "Verilator 5.006";
  result.cases = cases;
  result.cases_planned = static_cast<std::int64_t>(cases.size());
  result.wall_s = 10;
  return result;
}

std::string error_of(const fs::path& file, Absent absent = Absent::kMake) {
  try {
    History history(file, "--history", absent);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "none";
}

std::string whole(const CaseResult& c) {
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {} {} {}", c.id, c.kind, c.what,
                     kCaseVerdicts[static_cast<std::size_t>(c.verdict)], c.check, c.detail, c.replay,
                     c.minimal, c.runs, c.beats, c.cycles, c.build_s, c.wall_s);
}

}  // namespace

TEST_CASE("history: what was added is read", "[history]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "new" / "history.db";  // its folder is created as well
  RegressionResult result =
      night("nightly", 1, {passing("layers/0", 4), failing("layers/1", CaseVerdict::kFail, "bit_exact")});
  result.cases_planned = 3;
  result.not_run = {"interrupted"};
  result.coverage = {{"mvtu.pe/1", 2}, {"mvtu.pe/all", 0}};
  History(file).add(result);
  const HistoryResult history = History(file, "--history", Absent::kRefuse).read("nightly", 10, 10);
  REQUIRE(history.nights.size() == 1);
  const NightResult& read = history.nights[0];
  CHECK(read.run == 1);
  CHECK(read.suite == "nightly");
  CHECK(read.seed == 18'000'000'000'000'000'001ULL);
  CHECK(read.started == "2026-11-01T01:02:03Z");
  CHECK(read.version == "0.1.0");
  CHECK(read.tools == "Verilator 5.006");
  CHECK_FALSE(read.passed);
  CHECK(read.cases == 2);
  CHECK(read.cases_planned == 3);
  CHECK(read.not_run == std::vector<std::string>{"interrupted"});
  CHECK(read.failed_by_verdict ==
        std::map<std::string, std::int64_t>{{"fail", 1}, {"crash", 0}, {"timeout", 0}});
  CHECK(read.beats == 200);
  CHECK(read.cycles == 1200);
  CHECK(read.wall_s == 10);
  CHECK(read.cycles_per_second == 1200 / 3.75);  // building took a quarter of the 5 s
  CHECK(read.bins_hit == 0.5);
  CHECK(history.coverage == result.coverage);
  CHECK(History(file).coverage() == result.coverage);
  REQUIRE(history.slowest.size() == 2);
  for (const std::size_t at : {0U, 1U}) {
    CHECK(history.slowest[at].suite == "nightly");
    CHECK(whole(history.slowest[at].result) == whole(result.cases[at]));
  }
}

TEST_CASE("history: the same run again takes the place of what there is", "[history]") {
  const TemporaryFolder folder;
  History history(folder.path() / "h.db");
  RegressionResult result = night("nightly", 1, {failing("layers/0", CaseVerdict::kCrash, "")});
  result.coverage = {{"mvtu.pe/1", 2}};
  history.add(result);
  history.add(night("nightly", 2, {passing("layers/0", 1)}));
  result.cases = {passing("layers/0", 1), passing("layers/1", 1)};
  result.cases_planned = 2;
  history.add(result);
  const HistoryResult read = history.read("", 10, 10);
  REQUIRE(read.nights.size() == 2);
  CHECK(read.nights[0].run == 2);
  CHECK(read.nights[1].run == 1);
  CHECK(read.nights[1].cases == 2);
  CHECK(read.nights[1].passed);
  CHECK(read.failing.empty());
  CHECK(read.coverage == Coverage{{"mvtu.pe/1", 2}});
}

TEST_CASE("history: a run is added as a whole or not at all", "[history]") {
  const TemporaryFolder folder;
  History history(folder.path() / "h.db");
  RegressionResult result = night("nightly", 1, {passing("layers/0", 1)});
  history.add(result);
  result.cases = {passing("layers/1", 1), passing("layers/1", 1)};  // the same id twice
  CHECK_THROWS_WITH(history.add(result), Catch::Contains("UNIQUE constraint failed"));
  const HistoryResult read = history.read("", 10, 10);
  REQUIRE(read.slowest.size() == 1);
  CHECK(read.slowest[0].result.id == "layers/0");
}

TEST_CASE("history: several processes add at once", "[history]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "h.db";
  constexpr int kProcesses = 4;
  constexpr int kRuns = 5;
  std::vector<pid_t> children;
  for (int child = 0; child < kProcesses; ++child) {
    const pid_t pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
      int status = 0;
      try {
        for (int run = 0; run < kRuns; ++run) {
          History(file).add(night("suite" + std::to_string(child), 1 + run, {passing("layers/0", 1)}));
        }
      } catch (const std::exception&) {
        status = 1;
      }
      _exit(status);
    }
    children.push_back(pid);
  }
  for (const pid_t child : children) {
    int status = -1;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  CHECK(History(file).read("", 100, 1).nights.size() == kProcesses * kRuns);
}

TEST_CASE("history: files that are none", "[history]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "h.db";
  const std::string wanted = "), wanted a history of regression runs";
  CHECK(error_of(file, Absent::kRefuse) ==
        "--history: found " + file.string() + " (No such file or directory" + wanted);
  CHECK_FALSE(fs::exists(file));
  std::ofstream(file) << "";
  CHECK(error_of(file, Absent::kRefuse) == "--history: found " + file.string() + " (empty" + wanted);
  CHECK(fs::file_size(file) == 0);
  std::ofstream(file) << "name: tfc\n";
  for (const Absent absent : {Absent::kMake, Absent::kRefuse}) {
    CHECK(error_of(file, absent) ==
          "--history: found " + file.string() + " (file is not a database" + wanted);
  }
  CHECK(tests::text_of(file) == "name: tfc\n");
  CHECK(error_of(folder.path()) == "--history: found " + folder.path().string() +
                                       " (Is a directory), wanted a path that can be written");
  CHECK_THAT(error_of(file / "h.db"),
             Catch::EndsWith("(Not a directory), wanted a path that can be written"));

  // The header's fields at 60 and 68 (SQLite's file format, section 1.3).
  const auto with_byte = [&](std::streamoff place, char byte) {
    fs::remove(file);
    History(file).add(night("nightly", 1, {passing("layers/0", 1)}));
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(place);
    stream.put(byte);
    stream.close();
    return error_of(file);
  };
  CHECK(with_byte(63, 2) == "--history: found " + file.string() +
                                " (schema 2), wanted schema 1, which this version of Weir knows");
  CHECK(with_byte(68, 1) == "--history: found " + file.string() + " (another program's database" + wanted);
  CHECK(with_byte(63, 1) == "none");
}

TEST_CASE("history: each suite's last nights, and the slowest of its last run", "[history]") {
  const TemporaryFolder folder;
  History history(folder.path() / "h.db");
  history.add(night("nightly", 3, {passing("a", 3), passing("b", 5)}));
  history.add(night("nightly", 1, {passing("a", 50)}));  // added late: runs are ordered by their start
  history.add(night("nightly", 2, {passing("a", 60)}));
  history.add(night("smoke", 2, {passing("c", 4), passing("d", 1), passing("e", 4)}));
  const HistoryResult all = history.read("", 2, 2);
  std::string nights;
  for (const NightResult& each : all.nights)
    nights += fmt::format("{} {}, ", each.suite, each.started.substr(8, 2));
  CHECK(nights == "nightly 03, smoke 02, nightly 02, ");
  std::string slowest;
  for (const SlowCase& each : all.slowest) slowest += fmt::format("{} {}, ", each.suite, each.result.id);
  CHECK(slowest == "nightly b, smoke c, smoke e, nightly a, ");
  const HistoryResult smoke = history.read("smoke", 2, 1);
  CHECK(smoke.nights.size() == 1);
  REQUIRE(smoke.slowest.size() == 1);
  CHECK(smoke.slowest[0].result.id == "c");
  CHECK_THROWS_WITH(history.read("night", 1, 1), "--suite: found \"night\", wanted one of nightly, smoke");
  const History none(folder.path() / "none.db");
  CHECK(none.read("", 1, 1).nights.empty());
  CHECK_THROWS_WITH(none.read("smoke", 1, 1), Catch::StartsWith("--suite: found \"smoke\", wanted none"));
}

TEST_CASE("history: the first night a case failed", "[history]") {
  const TemporaryFolder folder;
  History history(folder.path() / "h.db");
  CaseResult scenario = failing("tfc-w1a1", CaseVerdict::kFail, "drift");
  scenario.kind = "scenario";
  scenario.what = "8 layers";
  history.add(night("nightly", 4, {failing("layers/9", CaseVerdict::kFail, "bit_exact")}));
  history.add(night("nightly", 2,
                    {failing("layers/1", CaseVerdict::kFail, "bit_exact"),
                     failing("layers/2", CaseVerdict::kFail, "bit_exact"), scenario}));
  history.add(night("nightly", 3, {failing("layers/1", CaseVerdict::kInconclusive, "")}));
  history.add(night("smoke", 5, {failing("layers/1", CaseVerdict::kFail, "bit_exact")}));
  history.add(night("nightly", 6, {passing("layers/1", 1)}));
  std::string text;
  for (const FailingCase& each : history.read("", 1, 1).failing) {
    text += fmt::format("{}, {}: {} {} to {} {}, {} nights, {}, {}\n", each.suite, each.what, each.first_run,
                        each.first_started.substr(8, 2), each.last_run, each.last_started.substr(8, 2),
                        each.nights, each.detail, each.replay);
  }
  CHECK(text ==
        "smoke, layer mvtu: bit_exact: 4 05 to 4 05, 1 nights, of layers/1, weir run layers/1.yaml\n"
        "nightly, layer mvtu: bit_exact: 2 02 to 1 04, 2 nights, of layers/9, weir run layers/9.yaml\n"
        "nightly, layer mvtu: timeout: 3 03 to 3 03, 1 nights, of layers/1, weir run layers/1.yaml\n"
        "nightly, tfc-w1a1: 2 02 to 2 02, 1 nights, of tfc-w1a1, weir run tfc-w1a1.yaml\n");
}

TEST_CASE("history: coverage adds up over the nights", "[history]") {
  const TemporaryFolder folder;
  History history(folder.path() / "h.db");
  const auto add = [&](const char* suite, int day, const Coverage& coverage) {
    RegressionResult result = night(suite, day, {passing("a", 1)});
    result.coverage = coverage;
    history.add(result);
  };
  add("nightly", 1, {{"pe/1", 3}, {"pe/2", 0}, {"pe/3", 0}, {"given up/1", 0}, {"given up/2", 1}});
  add("smoke", 2, {{"pe/1", 1}, {"pe/2", 1}, {"pe/3", 0}});
  add("nightly", 3, {});  // of scenarios only
  const HistoryResult all = history.read("", 10, 1);
  CHECK(all.coverage == Coverage{{"pe/1", 4}, {"pe/2", 1}, {"pe/3", 0}, {"given up/2", 1}});
  CHECK(all.coverage == history.coverage());
  REQUIRE(all.nights.size() == 3);
  CHECK(all.nights[2].bins_hit == 0.4);
  CHECK(all.nights[1].bins_hit == 0.75);
  CHECK(all.nights[0].bins_hit == 0.75);
  const HistoryResult nightly = history.read("nightly", 1, 1);
  REQUIRE(nightly.nights.size() == 1);
  CHECK(nightly.nights[0].bins_hit == 0.4);
}

TEST_CASE("history: where it lies unless told", "[history]") {
  const Environment home("HOME", "/home/x");
  const Environment data("XDG_DATA_HOME", "");
  const Environment file("WEIR_HISTORY", "");
  CHECK(regress::default_history() == "/home/x/.local/share/weir/history.db");
  const Environment other_data("XDG_DATA_HOME", "/data");
  CHECK(regress::default_history() == "/data/weir/history.db");
  const Environment other_file("WEIR_HISTORY", "h.db");
  CHECK(regress::default_history() == "h.db");
}

}  // namespace weir::tests::history_test

// The result of a regression, as plain data. regress fills it in and keeps it in its history; the report
// prints, draws and writes it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace weir {

// How often each bin was hit. A bin is "group/value", such as "mvtu.pe/all" or "fifo full/depth 3..8"; a
// cross names both parts, such as "mvtu.weights x input/ternary x bipolar". Bins that were never hit have
// count 0.
using Coverage = std::map<std::string, std::int64_t>;

enum class CaseVerdict : std::uint8_t {
  kPass,
  kFail,          // a check did not hold
  kCrash,         // its process ended by a signal, or a tool failed
  kInconclusive,  // it reached a limit of CPU time or memory: neither passed nor failed
};
inline constexpr const char* kCaseVerdicts[] = {"pass", "fail", "crash", "inconclusive"};

// One case: a scenario of the suite, or one that a campaign drew.
struct CaseResult {
  std::string id;    // "<campaign>/<index>", or the scenario's name; unique in the suite
  std::string kind;  // "scenario", "layer" or "network"
  std::string what;  // the layer's kind; for networks and scenarios, the number of layers
  CaseVerdict verdict = CaseVerdict::kPass;
  std::string check;    // of a failure: the check that did not hold (network/result.hpp), "drift", ...
  std::string detail;   // of a failure: engines, stream, frame, beat, cycle, found, wanted
  std::string replay;   // of a failure: the command that reproduces it
  std::string minimal;  // of a failure: the smallest scenario that still fails, a file; empty if not reduced
  std::string note;     // what was not compared, or was recorded again
  std::int64_t runs = 0;    // engine runs
  std::int64_t beats = 0;   // compared
  std::int64_t cycles = 0;  // to its last transfer, in RTL, or else in native
  double build_s = 0;       // wall clock; the case's share of a shared build
  double wall_s = 0;        // wall clock; likewise, including the build
};

inline std::int64_t failed(const std::vector<CaseResult>& cases) {
  return std::ranges::count_if(cases, [](const CaseResult& c) {
    return c.verdict == CaseVerdict::kFail || c.verdict == CaseVerdict::kCrash;
  });
}
inline std::int64_t inconclusive(const std::vector<CaseResult>& cases) {
  return std::ranges::count(cases, CaseVerdict::kInconclusive, &CaseResult::verdict);
}

struct RegressionResult {
  std::string suite;
  std::string intent;
  std::uint64_t seed = 0;
  std::string started;               // UTC, "2026-11-23T01:02:03.004Z"
  std::string version;               // Weir's
  std::string tools;                 // versions of Verilator, the compiler and SystemC
  std::vector<CaseResult> cases;     // in the suite's order
  std::int64_t cases_planned = 0;    // of all shards; more than the cases if the run did not finish
  std::vector<std::string> not_run;  // the reasons why the run did not finish
  Coverage coverage;                 // of this run
  Coverage coverage_before;          // of all earlier runs in the history
  double wall_s = 0;                 // wall clock, of all sessions of this run together

  [[nodiscard]] std::int64_t failed() const { return weir::failed(cases); }
  [[nodiscard]] std::int64_t inconclusive() const { return weir::inconclusive(cases); }
  // Every planned case ran and passed.
  [[nodiscard]] bool passed() const {
    return !cases.empty() && failed() == 0 && inconclusive() == 0 &&
           static_cast<std::int64_t>(cases.size()) == cases_planned && not_run.empty();
  }
};

// --- Of the history ---

// One run of a suite, as the history keeps it.
struct NightResult {
  std::int64_t run = 0;  // number in the history, from 1 on
  std::string suite;
  std::uint64_t seed = 0;
  std::string started;
  std::string version;
  std::string tools;
  bool passed = false;
  std::int64_t cases = 0;
  std::int64_t cases_planned = 0;
  std::map<std::string, std::int64_t> failed_by_verdict;  // "fail", "crash", "timeout"
  std::vector<std::string> not_run;                       // the reasons why it did not finish
  std::int64_t beats = 0;
  std::int64_t cycles = 0;
  double wall_s = 0;
  double cycles_per_second = 0;  // simulated, per second of run time without the build
  double bins_hit = 0;           // share of all bins that were hit up to and including this run
};

// A case that has failed at some time. Random cases differ each night, so their failures are grouped by check
// and layer kind.
struct FailingCase {
  std::string suite;
  std::string what;  // a scenario's name, or "<kind of case> <what>: <check>"
  std::int64_t first_run = 0;
  std::string first_started;
  std::int64_t last_run = 0;
  std::string last_started;
  std::int64_t nights = 0;  // runs in which it failed
  std::string detail;       // of the last
  std::string replay;       // of the last
};

// A case of a suite's last run.
struct SlowCase {
  std::string suite;
  CaseResult result;
};

struct HistoryResult {
  std::vector<NightResult> nights;   // the latest first
  std::vector<FailingCase> failing;  // the latest failure first
  std::vector<SlowCase> slowest;     // of the last run of each suite, the slowest first
  Coverage coverage;                 // of all runs together
};

}  // namespace weir

// Regression results in derived units and words, shared by text, JSON, XML and page.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/regression_result.hpp"
#include "report/table.hpp"

namespace weir::report {

// "2026-11-23 01:02:03Z", without the fraction of a second that it may have.
inline std::string readable_time(std::string time) {
  if (const std::size_t at = time.find('T'); at != std::string::npos) time[at] = ' ';
  if (const std::size_t at = time.find('.'); at != std::string::npos) time.erase(at, time.size() - 1 - at);
  return time;
}

inline std::string percent(double share) { return fmt::format("{:.1f} %", 100 * share); }

inline std::string verdict(bool passed) { return passed ? "pass" : "fail"; }

inline const char* verdict(const CaseResult& result) {
  return kCaseVerdicts[static_cast<std::size_t>(result.verdict)];
}

// The failed check, or how else the case ended.
inline std::string what_failed(const CaseResult& result) {
  return result.check.empty() ? verdict(result) : result.check;
}

// None if the time is 0.
inline std::optional<double> per_second(double amount, double seconds) {
  return seconds > 0 ? std::optional(amount / seconds) : std::nullopt;
}
inline std::optional<double> cases_per_hour(std::int64_t cases, double wall_s) {
  return per_second(3600 * static_cast<double>(cases), wall_s);
}

// The latest first.
inline std::map<std::string, std::vector<const NightResult*>> nights_by_suite(const HistoryResult& history) {
  std::map<std::string, std::vector<const NightResult*>> suites;
  for (const NightResult& night : history.nights) suites[night.suite].push_back(&night);
  return suites;
}

// The number of a night's cases that did not pass.
inline std::int64_t failed(const NightResult& night) {
  std::int64_t all = 0;
  for (const auto& [how, cases] : night.failed_by_verdict) all += cases;
  return all;
}

// Figures of several cases.
struct Tally {
  std::int64_t cases = 0;
  std::int64_t failed = 0;
  std::int64_t runs = 0;
  std::int64_t beats = 0;
  std::int64_t cycles = 0;
  double build_s = 0;
  double wall_s = 0;

  void add(const CaseResult& result) {
    ++cases;
    if (result.verdict == CaseVerdict::kFail || result.verdict == CaseVerdict::kCrash) ++failed;
    runs += result.runs;
    beats += result.beats;
    cycles += result.cycles;
    build_s += result.build_s;
    wall_s += result.wall_s;
  }
  // Without build time.
  [[nodiscard]] std::optional<double> cycles_per_second() const {
    return per_second(static_cast<double>(cycles), wall_s - build_s);
  }
};

// The bins "group/..." of one group.
struct CoverageGroup {
  std::string name;
  std::int64_t bins = 0;
  std::int64_t hit = 0;
  std::vector<std::string> holes;  // bins that were not hit, without the group's name

  [[nodiscard]] double share() const { return static_cast<double>(hit) / static_cast<double>(bins); }
};

// Those with the most holes first, else by name.
inline std::vector<CoverageGroup> coverage_groups(const Coverage& coverage) {
  std::map<std::string, CoverageGroup> groups;
  for (const auto& [bin, hits] : coverage) {
    const std::size_t slash = bin.find('/');
    CoverageGroup& group = groups[bin.substr(0, slash)];
    ++group.bins;
    if (hits > 0) {
      ++group.hit;
    } else {
      group.holes.push_back(slash == std::string::npos ? bin : bin.substr(slash + 1));
    }
  }
  std::vector<CoverageGroup> result;
  for (auto& [name, group] : groups) {
    group.name = name;
    result.push_back(std::move(group));
  }
  std::ranges::stable_sort(result, std::ranges::greater{},
                           [](const CoverageGroup& group) { return group.holes.size(); });
  return result;
}

// All groups together.
inline CoverageGroup coverage_in_all(const Coverage& coverage) {
  CoverageGroup all;
  for (const CoverageGroup& group : coverage_groups(coverage)) {
    all.bins += group.bins;
    all.hit += group.hit;
  }
  return all;
}

// Of a run and of all before it.
inline Coverage coverage_so_far(const RegressionResult& result) {
  Coverage coverage = result.coverage_before;
  for (const auto& [bin, hits] : result.coverage) coverage[bin] += hits;
  return coverage;
}

}  // namespace weir::report

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/regression.hpp"
#include "report/regression_figures.hpp"
#include "report/table.hpp"

namespace weir::report {

namespace {

constexpr std::size_t kMostFailures = 20;           // in full; a broken layer fails hundreds of drawn cases
constexpr std::size_t kMostGroups = 20;             // of bins
constexpr std::size_t kHolesWidth = 50;             // of the first holes of a group
constexpr std::string_view kMargin = "          ";  // of what is said of a failure

std::string cases(std::int64_t number) { return grouped(number) + (number == 1 ? " case" : " cases"); }

std::string runs(std::int64_t number) { return grouped(number) + (number == 1 ? " run" : " runs"); }

// Layers one by one, as each is a piece of hardware of its own; of networks and scenarios all of a kind.
std::string of_kinds(const RegressionResult& result) {
  std::vector<std::pair<std::string, std::string>> order;
  std::map<std::pair<std::string, std::string>, Tally> tallies;
  Tally all;
  for (const CaseResult& each : result.cases) {
    const std::pair key(each.kind, each.kind == "layer" ? each.what : "");
    if (!tallies.contains(key)) order.push_back(key);
    tallies[key].add(each);
    all.add(each);
  }
  // Kinds as the suite has them, and a kind's layers by name.
  std::vector<std::string> kinds;
  for (const auto& [kind, what] : order) {
    if (std::ranges::find(kinds, kind) == kinds.end()) kinds.push_back(kind);
  }
  std::ranges::stable_sort(order, {}, [&](const auto& key) {
    return std::pair(std::ranges::find(kinds, key.first) - kinds.begin(), key.second);
  });
  Table table({"kind", "of", "cases", "failed", "runs", "beats", "cycles", "build s", "wall s"}, 2);
  const auto row = [&](const std::string& kind, const std::string& what, const Tally& tally) {
    table.row(
        {kind, what, grouped(tally.cases), grouped(tally.failed), grouped(tally.runs), grouped(tally.beats),
         grouped(tally.cycles), fmt::format("{:.1f}", tally.build_s), fmt::format("{:.1f}", tally.wall_s)},
        tally.failed > 0 ? "<- failed" : "");
  };
  for (const auto& key : order) row(key.first, key.second, tallies[key]);
  row("all", "", all);
  return "\nCases (runs: of networks on engines; beats: compared; build, wall: with each case's share of "
         "what "
         "it shares)\n" +
         table.text() +
         fmt::format("  {} in {:.1f} s: {} an hour, {} cycles/s simulated\n", cases(all.cases), result.wall_s,
                     rate(cases_per_hour(all.cases, result.wall_s)), rate(all.cycles_per_second()));
}

// As many as there is room for, and how many more there are.
std::string first_holes(const std::vector<std::string>& holes) {
  std::string text;
  for (std::size_t h = 0; h < holes.size(); ++h) {
    if (h > 0 && text.size() + holes[h].size() > kHolesWidth) {
      return fmt::format("{}, and {} more", text, holes.size() - h);
    }
    text += (h > 0 ? ", " : "") + holes[h];
  }
  return text;
}

// Groups with holes.
std::string holes(const Coverage& coverage) {
  std::vector<CoverageGroup> groups = coverage_groups(coverage);
  std::erase_if(groups, [](const CoverageGroup& group) { return group.holes.empty(); });
  if (groups.empty()) return "";
  Table table({"group", "bins", "hit"}, 1);
  const std::size_t shown = std::min(groups.size(), kMostGroups);
  for (const CoverageGroup& group : std::span(groups).first(shown)) {
    table.row({group.name, grouped(group.bins), grouped(group.hit)}, "not " + first_holes(group.holes));
  }
  std::size_t more = 0;
  for (const CoverageGroup& group : std::span(groups).subspan(shown)) more += group.holes.size();
  return table.text() +
         (more > 0 ? fmt::format("  and {} more holes in {} more groups\n", more, groups.size() - shown)
                   : "");
}

std::string coverage(const RegressionResult& result) {
  const Coverage so_far = coverage_so_far(result);
  if (so_far.empty()) return "";
  const CoverageGroup all = coverage_in_all(so_far);
  return fmt::format("\nCoverage: {} of {} bins by this run, {} with those before ({})\n",
                     grouped(coverage_in_all(result.coverage).hit), grouped(all.bins), grouped(all.hit),
                     percent(all.share())) +
         holes(so_far);
}

std::string failures(const RegressionResult& result) {
  std::string text;
  std::size_t shown = 0;
  for (const CaseResult& each : result.cases) {
    if (each.verdict == CaseVerdict::kPass || ++shown > kMostFailures) continue;
    text += fmt::format("  {:<8}{}  {} {}  {}\n",
                        each.verdict == CaseVerdict::kFail    ? "FAILED"
                        : each.verdict == CaseVerdict::kCrash ? "BROKE"
                                                              : "NO END",
                        each.id, each.kind, each.what, what_failed(each));
    text += indented(each.detail, kMargin);
    if (!each.minimal.empty()) text += indented("minimal: " + each.minimal, kMargin);
    if (!each.replay.empty()) text += indented("replay: " + each.replay, kMargin);
  }
  if (shown > kMostFailures) {
    text += fmt::format("  and {} more, all of which JSON and JUnit XML have\n", shown - kMostFailures);
  }
  return text.empty() ? "" : "\nFailures\n" + text;
}

std::string last_line(const RegressionResult& result) {
  const auto ran = static_cast<std::int64_t>(result.cases.size());
  std::string text = "\nverdict: " + verdict(result.passed());
  if (ran != result.cases_planned) {
    text += fmt::format(": {} of {} ran", grouped(ran), cases(result.cases_planned));
  } else if (ran == 0) {
    text += ": no cases";
  }
  if (result.failed() > 0) {
    text += fmt::format("{} {} of {} failed", ran != result.cases_planned ? "," : ":",
                        grouped(result.failed()), grouped(ran));
  }
  if (result.inconclusive() > 0) {
    text += fmt::format("{} {} of {} inconclusive, which --resume tries again",
                        ran != result.cases_planned || result.failed() > 0 ? "," : ":",
                        grouped(result.inconclusive()), grouped(ran));
  }
  return text + "\n";
}

std::string notes(const RegressionResult& result) {
  std::string text;
  for (const CaseResult& each : result.cases) {
    if (!each.note.empty())
      text += fmt::format("{}note: {}: {}\n", text.empty() ? "\n" : "", each.id, each.note);
  }
  return text;
}

// How cases ended, and how many there should have been.
std::string remark_of(const NightResult& night) {
  std::vector<std::string> parts;
  for (const auto& [how, number] : night.failed_by_verdict) {
    if (number > 0) parts.push_back(fmt::format("{} {}", grouped(number), how));
  }
  if (night.cases != night.cases_planned) parts.push_back("of " + cases(night.cases_planned));
  std::ranges::copy(night.not_run, std::back_inserter(parts));
  return parts.empty() ? "" : fmt::format("<- {}", fmt::join(parts, ", "));
}

// A suite's results by night, latest first.
std::string trends(const std::string& suite, const std::vector<const NightResult*>& nights) {
  Table table({"run", "started", "seed", "Weir", "verdict", "cases", "failed", "beats", "cycles/s", "cases/h",
               "bins hit", "wall s"},
              5);
  std::size_t passed = 0;
  for (const NightResult* night : nights) {
    if (night->passed) ++passed;
    table.row({grouped(night->run), readable_time(night->started), std::to_string(night->seed),
               night->version, verdict(night->passed), grouped(night->cases), grouped(failed(*night)),
               scaled(static_cast<double>(night->beats)), scaled(night->cycles_per_second),
               rate(cases_per_hour(night->cases, night->wall_s)), percent(night->bins_hit),
               fmt::format("{:.0f}", night->wall_s)},
              remark_of(*night));
  }
  return fmt::format("\n{}: {} of {} passed\n", suite, passed,
                     runs(static_cast<std::int64_t>(nights.size()))) +
         table.text();
}

std::string failing(const HistoryResult& history) {
  if (history.failing.empty()) return "";
  Table table({"suite", "case", "first night", "run", "last night", "run", "nights"}, 3);
  std::string details;
  for (const FailingCase& each : history.failing) {
    table.row({each.suite, each.what, readable_time(each.first_started), grouped(each.first_run),
               readable_time(each.last_started), grouped(each.last_run), grouped(each.nights)});
    details += fmt::format("  {}: {}\n", each.suite, each.what) + indented(each.detail, kMargin);
    if (!each.replay.empty()) details += indented("replay: " + each.replay, kMargin);
  }
  return "\nFailed at some time (drawn cases by check and layer kind)\n" + table.text() +
         "\nTheir last failures\n" + details;
}

std::string slowest(const HistoryResult& history) {
  if (history.slowest.empty()) return "";
  Table table({"suite", "case", "kind", "of", "verdict", "beats", "cycles", "build s", "wall s"}, 5);
  for (const SlowCase& slow : history.slowest) {
    const CaseResult& each = slow.result;
    table.row({slow.suite, each.id, each.kind, each.what, verdict(each), grouped(each.beats),
               grouped(each.cycles), fmt::format("{:.1f}", each.build_s),
               fmt::format("{:.1f}", each.wall_s)});
  }
  return "\nSlowest of the last runs\n" + table.text();
}

}  // namespace

std::string text(const RegressionResult& result) {
  std::string text = fmt::format("{}: {}\nseed {}, started {}, Weir {}, {}\n", result.suite, result.intent,
                                 result.seed, readable_time(result.started), result.version, result.tools);
  text += of_kinds(result) + coverage(result) + failures(result) + notes(result);
  if (!result.not_run.empty()) text += "\n";
  for (const std::string& reason : result.not_run) text += fmt::format("not run: {}\n", reason);
  return text + last_line(result);
}

std::string text(const HistoryResult& history) {
  if (history.nights.empty()) return "no runs\n";
  std::string text = "History (beats: compared; cycles/s: simulated; bins hit: up to and with that run)\n";
  for (const auto& [suite, nights] : nights_by_suite(history)) text += trends(suite, nights);
  text += failing(history) + slowest(history);
  if (!history.coverage.empty()) {
    const CoverageGroup all = coverage_in_all(history.coverage);
    text += fmt::format("\nCoverage of all runs: {} of {} bins ({})\n", grouped(all.hit), grouped(all.bins),
                        percent(all.share())) +
            holes(history.coverage);
  }
  return text;
}

}  // namespace weir::report

#include "report/json_value.hpp"
#include "report/regression.hpp"
#include "report/regression_figures.hpp"

namespace weir::report {

namespace {

Json case_json(const CaseResult& result) {
  return {{"id", result.id},
          {"kind", result.kind},
          {"what", result.what},
          {"verdict", verdict(result)},
          {"check", said(result.check)},
          {"detail", said(result.detail)},
          {"note", said(result.note)},
          {"replay", said(result.replay)},
          {"minimal", said(result.minimal)},
          {"runs", result.runs},
          {"beats", result.beats},
          {"cycles", result.cycles},
          {"build_s", result.build_s},
          {"wall_s", result.wall_s}};
}

Json coverage_json(const Coverage& coverage) {
  Json bins = Json::object();
  for (const auto& [bin, hits] : coverage) bins[bin] = hits;
  const CoverageGroup all = coverage_in_all(coverage);
  return {{"bins_total", all.bins}, {"bins_hit", all.hit}, {"bins", bins}};
}

Json night_json(const NightResult& night) {
  return {{"run", night.run},
          {"suite", night.suite},
          {"seed", night.seed},
          {"started", night.started},
          {"version", night.version},
          {"tools", night.tools},
          {"cases", night.cases},
          {"cases_planned", night.cases_planned},
          {"failed", night.failed_by_verdict},
          {"not_run", night.not_run},
          {"beats", night.beats},
          {"cycles", night.cycles},
          {"wall_s", night.wall_s},
          {"cases_per_hour", known(cases_per_hour(night.cases, night.wall_s))},
          {"cycles_per_s", night.cycles_per_second},
          {"bins_hit", night.bins_hit},
          {"verdict", verdict(night.passed)}};
}

Json failing_json(const FailingCase& failing) {
  return {{"suite", failing.suite},         {"what", failing.what},
          {"first_run", failing.first_run}, {"first_started", failing.first_started},
          {"last_run", failing.last_run},   {"last_started", failing.last_started},
          {"nights", failing.nights},       {"detail", said(failing.detail)},
          {"replay", said(failing.replay)}};
}

Json slow_json(const SlowCase& slow) {
  Json json = {{"suite", slow.suite}};
  json.update(case_json(slow.result));
  return json;
}

}  // namespace

std::string json(const RegressionResult& result) {
  Json cases = Json::array();
  Tally all;
  for (const CaseResult& each : result.cases) {
    cases.push_back(case_json(each));
    all.add(each);
  }
  return written({{"schema", "weir-regression-1"},
                  {"suite", result.suite},
                  {"intent", result.intent},
                  {"seed", result.seed},
                  {"started", result.started},
                  {"version", result.version},
                  {"tools", result.tools},
                  {"cases_planned", result.cases_planned},
                  {"failed", all.failed},
                  {"runs", all.runs},
                  {"beats", all.beats},
                  {"cycles", all.cycles},
                  {"wall_s", result.wall_s},
                  {"cases_per_hour", known(cases_per_hour(all.cases, result.wall_s))},
                  {"cycles_per_s", known(all.cycles_per_second())},
                  {"cases", cases},
                  {"not_run", result.not_run},
                  {"coverage", coverage_json(result.coverage)},
                  {"coverage_before", coverage_json(result.coverage_before)},
                  {"verdict", verdict(result.passed())}});
}

std::string json(const HistoryResult& history) {
  Json nights = Json::array();
  for (const NightResult& night : history.nights) nights.push_back(night_json(night));
  Json failing = Json::array();
  for (const FailingCase& each : history.failing) failing.push_back(failing_json(each));
  Json slowest = Json::array();
  for (const SlowCase& each : history.slowest) slowest.push_back(slow_json(each));
  return written({{"schema", "weir-history-1"},
                  {"nights", nights},
                  {"failing", failing},
                  {"slowest", slowest},
                  {"coverage", coverage_json(history.coverage)}});
}

}  // namespace weir::report

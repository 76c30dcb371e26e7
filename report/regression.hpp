// Prints, writes and draws regressions and their history.
#pragma once

#include <string>

#include "network/regression_result.hpp"

namespace weir::report {

// The verdict, counts by kind, failures with their replay commands, coverage by group with holes, speed.
std::string text(const RegressionResult& result);
// For programs: schema "weir-regression-1", every field, indented, with a line end. Keys are stable: some may
// be added, none is renamed. Null stands for what is not known. Of one suite and seed only `started` and wall
// clocks differ between runs.
std::string json(const RegressionResult& result);
// JUnit XML, as continuous-integration systems read it: a test suite for each campaign and one for the
// scenarios, a test case for each case; a crash is an error, an inconclusive case is skipped. A regression
// that was not run whole has an error of its own.
std::string junit(const RegressionResult& result);

// Trends of each suite, the first night each failing case failed, slowest cases, coverage.
std::string text(const HistoryResult& history);
// For programs: schema "weir-history-1", as above.
std::string json(const HistoryResult& history);
// One static page, readable without a network and without scripts: verdicts a night, trends of cases, speed
// and coverage, coverage by group, failing and slowest cases. It is well-formed XML as well.
std::string html(const HistoryResult& history);

}  // namespace weir::report

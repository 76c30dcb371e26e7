// Prints, writes and draws regressions and their history.
#pragma once

#include <string>

#include "network/regression_result.hpp"

namespace weir::report {

// The verdict, counts by kind, failures with their replay commands, coverage by group with holes, speed.
std::string text(const RegressionResult& result);
// "weir-regression-1", for programs.
std::string json(const RegressionResult& result);
// JUnit XML, as continuous-integration systems read it: a test suite for each campaign and one for the
// scenarios, a test case for each case.
std::string junit(const RegressionResult& result);

// Trends, the first night each failing case failed, slowest cases, coverage.
std::string text(const HistoryResult& history);
std::string json(const HistoryResult& history);
// One static page, readable without a network: verdicts a night, coverage, trends of speed.
std::string html(const HistoryResult& history);

}  // namespace weir::report

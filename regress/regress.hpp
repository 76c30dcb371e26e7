// Runs a suite: its scenarios, and the cases its campaigns draw, each in a process of its own with limits;
// makes failing ones smaller.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "network/regression_result.hpp"
#include "regress/run_folder.hpp"
#include "regress/suite.hpp"

namespace weir::regress {

struct RegressOptions {
  RunKey key;  // but the suite's text
  std::filesystem::path folder;
  bool resume = false;
  // An earlier run's folder: repeats its cases and requires the same results; empty: none.
  std::filesystem::path like;
  int jobs = 1;                // cases, or batches of them, at a time
  bool stop_at_first = false;  // stop at the first failure, without shrinking it
  bool accept = false;         // record the scenarios' results instead of comparing them
  std::function<void(const std::string&)> progress;      // told of what went wrong, in a line
  std::function<void(const std::string&)> news;          // told of what is done
  std::function<void(double done, double total)> share;  // of all cases; not of campaigns for so long
  const std::atomic<bool>* interrupted = nullptr;        // set from elsewhere: to come to an end soon
};

// Throws BadInput. A case's failure is its verdict, not an exception.
RegressionResult regress(const Suite& suite, const RegressOptions& options);

// Merges the results of one run's shards. Throws BadInput if they are not shards of the same run. The cases
// of missing shards count as not run.
RegressionResult merge_shards(const Suite& suite, const std::vector<std::filesystem::path>& folders);

}  // namespace weir::regress

// weir regress: runs a suite.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct RegressArguments {
  std::string suite;
  std::optional<std::uint64_t> seed;
  int jobs = 0;
  std::string shard;
  std::string out;
  std::string like;
  std::vector<std::string> merge;
  std::vector<std::string> only;
  bool resume = false;
  bool quiet = false;
  bool stop_at_first = false;
  bool accept = false;
  std::string junit;
  std::string json;
  std::string html;
  std::string history;
  bool no_history = false;
};

CLI::App& add_regress_command(CLI::App& app, RegressArguments& arguments);
Status regress(const RegressArguments& arguments);

}  // namespace weir::cli

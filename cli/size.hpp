// `weir size`: the depths of a scenario's FIFOs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/status.hpp"

namespace CLI {
class App;
}

namespace weir::cli {

struct SizeArguments {
  std::string scenario;
  std::optional<double> target_fps;
  std::optional<std::int64_t> target_interval;  // none, and no target_fps: the best
  std::optional<std::int64_t> latency;
  std::string cost = "bits";
  std::optional<std::int64_t> luts_per_bram18;
  std::string mode = "exact";
  bool back_to_back = false;
  bool quiet = false;
  std::int64_t trade_off_points = 0;
  std::optional<std::int64_t> most_beats;
  std::string svg;
  std::string json;
  std::string html;
  std::string sized;    // -o
  std::string folding;  // of a FINN build
};

// Adds the subcommand, which fills in `arguments`.
CLI::App& add_size_command(CLI::App& app, SizeArguments& arguments);

// Prints the result, writes the requested files, and shows progress on stderr. From this call on, the first
// SIGINT ends the search with its best result so far, and the second ends the program. Throws BadInput.
Status size(const SizeArguments& arguments);

}  // namespace weir::cli

// A scenario file with other FIFO depths.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "network/interval.hpp"
#include "network/scenario.hpp"

namespace weir {

struct SizedScenario {
  // The new file. Its stem is the scenario's name, and relative paths are rewritten relative to its folder,
  // except those below $WEIR_DATA.
  std::filesystem::path file;
  std::vector<std::int64_t> depths;  // one a stream of the network
  // The new expectations, which replace the scenario's.
  std::optional<Interval> interval;
  std::optional<Cycle> latency_cycles;
};

// The current text of `scenario`'s file with these changes. Layout and comments are kept, except those of
// `depths` and `expect`. (A file that cannot be edited in place, such as one in flow style, is rewritten
// without comments.) Throws BadInput if the file no longer exists.
std::string sized_scenario_text(const Scenario& scenario, const SizedScenario& sized);

}  // namespace weir

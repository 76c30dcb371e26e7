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
  // The file to be: its stem is the scenario's name, and relative paths become relative to its folder. Those
  // below $WEIR_DATA stay.
  std::filesystem::path file;
  std::vector<std::int64_t> depths;  // one a stream of the network
  // What a run is to be held to, in place of what the scenario says of them.
  std::optional<Interval> interval;
  std::optional<Cycle> latency_cycles;
};

// The text of `scenario`'s file as of now, changed to that: its layout and comments are kept, but for those
// of `depths` and `expect`. (A file whose text does not let itself be changed in place, such as one in flow
// style, is written anew, without comments.) Throws BadInput if the file is no longer there.
std::string sized_scenario_text(const Scenario& scenario, const SizedScenario& sized);

}  // namespace weir

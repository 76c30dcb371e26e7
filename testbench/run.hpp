// Runs a scenario on its engines, compares their traces, and reports the result.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "network/interval.hpp"
#include "network/result.hpp"
#include "network/scenario.hpp"
#include "testbench/picture.hpp"

namespace weir::testbench {

struct RunOptions {
  std::filesystem::path wave;  // .vcd or .fst: waves of all streams, of the last timed engine; none if empty
  std::filesystem::path mismatch_folder = ".";  // where <scenario>.mismatch.vcd goes
  bool timing_only = false;                     // no values; native and systemc only
  bool use_steady_state = true;                 // timing only: stop once the steady state is proved
  // Replays native's trace on each distinct layer as RTL, for this many beats (replay.hpp); absent: no
  // replay.
  std::optional<std::int64_t> replay_beats;
  std::optional<PictureOptions> picture;                 // collect what a page draws
  std::function<void(const std::string&)> progress;      // called with the current step; may be empty
  std::function<void(double done, double total)> share;  // of the current step, if known
  std::function<void(const Trace&)> trace;               // given each engine's; may be empty
};

// Throws BadInput, or ToolFailure if an engine's tool is missing or fails. An engine's wrong result is a
// failed check.
RunResult run(const Scenario& scenario, const RunOptions& options);

// The interval that such a run compares with the expected one: that of the recurring state, however few
// frames are run. None if no state recurs within the frames tried.
std::optional<Interval> steady_interval(const Scenario& scenario);

}  // namespace weir::testbench

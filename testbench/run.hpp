// Runs a scenario on its engines, compares what they yield, and says what came of it.
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
  bool timing_only = false;                     // no values: only native and systemc can
  bool use_steady_state = true;                 // timing only: simulate no more frames than prove the rest
  // Replay native's trace on each distinct layer as RTL, for so many beats (replay.hpp); absent: do not.
  std::optional<std::int64_t> replay_beats;
  std::optional<PictureOptions> picture;                 // take down what a page draws
  std::function<void(const std::string&)> progress;      // told what is being done; may be empty
  std::function<void(double done, double total)> share;  // of what is being done, where that is known
  std::function<void(const Trace&)> trace;               // given each engine's; may be empty
};

// Throws BadInput, or ToolFailure where an engine's tool is missing or broke. Whatever an engine does wrong
// is a failed check.
RunResult run(const Scenario& scenario, const RunOptions& options);

// The interval that such a run holds to what is expected of it: of the state that recurs, however few frames
// are run; none if no state does within those that are tried.
std::optional<Interval> steady_interval(const Scenario& scenario);

}  // namespace weir::testbench

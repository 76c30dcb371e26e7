// Collects what a page draws of a scenario's run. Repeats the run on native and records why each beat moved
// in its cycle.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/analysis/steady_state.hpp"
#include "network/picture.hpp"
#include "network/result.hpp"
#include "network/scenario.hpp"

namespace weir::testbench {

struct PictureOptions {
  std::optional<Cycle> focus;                            // the cycle around which there is more detail
  std::vector<std::pair<int, std::int64_t>> beats = {};  // streams' beats whose path back is wanted
  std::int64_t most_beats = 40'000'000;                  // recorded beats; at least one frame
  std::int64_t most_trial_beats = 150'000'000;           // of the table of depths
  std::int64_t most_spans = 1'400'000;                   // over all levels and lanes
};

// All layers of the network must have models. `steady`: its steady state, if there is one. `pace`: what was
// proved of its interval, if anything.
Picture take_picture(const Scenario& scenario, const Network& network,
                     const std::optional<models::SteadyState>& steady, const std::optional<PaceResult>& pace,
                     const PictureOptions& options);

}  // namespace weir::testbench

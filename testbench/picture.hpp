// Takes down what a page draws of a scenario's run: the run once more on native, with a record of why each
// beat moved when it did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/analysis/steady_state.hpp"
#include "network/picture.hpp"
#include "network/scenario.hpp"

namespace weir::testbench {

struct PictureOptions {
  std::optional<Cycle> focus;                            // around which there is more detail
  std::vector<std::pair<int, std::int64_t>> beats = {};  // streams' beats whose way back is wanted
  std::int64_t most_beats = 40'000'000;                  // that are recorded; a frame at least
  std::int64_t most_trial_beats = 150'000'000;           // of the table of depths
  std::int64_t most_spans = 1'400'000;                   // over all levels and lanes
};

// Of a network of which all layers have models. `steady`: its steady state, if it has one.
Picture take_picture(const Scenario& scenario, const Network& network,
                     const std::optional<models::SteadyState>& steady, const PictureOptions& options);

}  // namespace weir::testbench

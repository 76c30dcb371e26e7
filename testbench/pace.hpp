// What sets a run's pace, as the report has it.
#pragma once

#include <optional>

#include "models/analysis/cure.hpp"
#include "network/interval.hpp"
#include "network/result.hpp"
#include "network/traffic.hpp"

namespace weir::testbench {

// Of a network that has a model. `interval`: proved, none if it is not, or of one that locks; of that the
// `cure` is known.
std::optional<PaceResult> find_pace(const Network& network, const Traffic& traffic,
                                    const std::optional<Interval>& interval,
                                    const std::optional<models::Cure>& cure);

}  // namespace weir::testbench

// What sets a run's interval, in the report's form.
#pragma once

#include <optional>

#include "models/analysis/cure.hpp"
#include "network/interval.hpp"
#include "network/result.hpp"
#include "network/traffic.hpp"

namespace weir::testbench {

// The network must have models. `interval`: proved; none if unproved, or if the network deadlocks. In that
// case, `cure` is the known cure.
std::optional<PaceResult> find_pace(const Network& network, const Traffic& traffic,
                                    const std::optional<Interval>& interval,
                                    const std::optional<models::Cure>& cure);

}  // namespace weir::testbench

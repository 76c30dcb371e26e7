// What a layer kind defines for the models: the order of its beats, and its arithmetic. Both are in
// kinds/<kind>.cpp.
#pragma once

#include "models/schedule.hpp"
#include "models/values.hpp"

namespace weir::models {

// Declares for each kind its schedule (its row of docs/timing.md) and its computation. The layer must outlive
// both.
#define WEIR_DECLARE(Kind)             \
  Schedule schedule(const Kind& kind); \
  Computation compute(const Kind& kind, ValuePorts ports);
WEIR_KINDS(WEIR_DECLARE)
#undef WEIR_DECLARE

Schedule schedule(const Layer& layer);

Computation compute(const Layer& layer, ValuePorts ports);

}  // namespace weir::models

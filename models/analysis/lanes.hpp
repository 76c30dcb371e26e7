// What layers and streams did over time, out of a record of a run: of each layer the spans of cycles with one
// label, of each stream the beats that it held.
#pragma once

#include <cstdint>
#include <functional>

#include "models/analysis/causes.hpp"

namespace weir::models {

enum class Label : std::uint8_t { kBusy, kBlocked, kStarved };

// Calls span(label, from, to) for the cycles from..to-1 of one label after another, from cycle 0 to `last`;
// and waited(iteration, label, cycles, at) for each iteration that came late, for want of room or of beats.
// Of a layer that is not elastic only the cycles in which beats moved at its ports are known: they count as
// busy, others as blocked if an offered beat waited. Of a run that came to a stop an iteration whose beats
// are still in the layer's queue is not known: the last cycles before the stop may lack some that were busy.
void label_cycles(const Pipeline& pipeline, const Causes& causes, int layer, Cycle last,
                  const std::function<void(Label, Cycle, Cycle)>& span,
                  const std::function<void(std::int64_t, Label, Cycle, Cycle)>& waited);

// Calls held(beats, from, to): so many after each of the cycles from..to-1. Nothing of a wire.
void count_held(const Pipeline& pipeline, int stream, Cycle last,
                const std::function<void(std::int64_t, Cycle, Cycle)>& held);

}  // namespace weir::models

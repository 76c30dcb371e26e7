// Activity over time from the record of a run: each layer's spans of equal label, and the beats held on each
// stream.
#pragma once

#include <cstdint>
#include <functional>

#include "models/analysis/causes.hpp"

namespace weir::models {

enum class Label : std::uint8_t { kBusy, kBlocked, kStarved };

// Calls span(label, from, to) for each span of cycles from..to-1 with one label, in order from cycle 0 to
// `last`. Calls waited(iteration, label, cycles, at) for each iteration that a full output or a missing beat
// delayed. For a layer that is not elastic, only transfers at its ports are known: a cycle with a transfer
// counts as busy, and any other cycle as blocked if an offered beat waited. If the run deadlocked, iterations
// whose beats are still in the layer's output queue are unknown, so some busy cycles just before the stop may
// be missing.
void label_cycles(const Pipeline& pipeline, const Causes& causes, int layer, Cycle last,
                  const std::function<void(Label, Cycle, Cycle)>& span,
                  const std::function<void(std::int64_t, Label, Cycle, Cycle)>& waited);

// Calls held(beats, from, to): the stream holds `beats` after each of the cycles from..to-1. Makes no call
// for a wire.
void count_held(const Pipeline& pipeline, int stream, Cycle last,
                const std::function<void(std::int64_t, Cycle, Cycle)>& held);

}  // namespace weir::models

// Draws a network's input data and stalls.
#pragma once

#include <cstdint>

#include "regress/dice.hpp"
#include "regress/draft.hpp"

namespace weir::regress {

enum class Depths : std::uint8_t {
  kAny,
  kDeep,  // deep enough that no branch of a drawn network should wait for another
};

// Replaces the stimulus of a draft with complete layers: number of frames, FIFO depths, stalls at the
// streams' ends, a reset in mid-frame, an order of processes.
void draw_stimulus(Draft& draft, Depths depths, Dice& dice);

}  // namespace weir::regress

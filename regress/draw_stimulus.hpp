// Draws what a network is fed with and how it is held back.
#pragma once

#include <cstdint>

#include "regress/dice.hpp"
#include "regress/draft.hpp"

namespace weir::regress {

enum class Depths : std::uint8_t {
  kAny,
  kDeep,  // all such that no branch of a drawn network should have to wait for another
};

// Gives a draft whose layers are all there, in place of what it had: how many frames, FIFO depths, stalls at
// the streams' ends, a reset in mid-frame, an order of processes.
void draw_stimulus(Draft& draft, Depths depths, Dice& dice);

}  // namespace weir::regress

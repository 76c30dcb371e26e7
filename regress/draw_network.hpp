// Draws whole cases: one layer with what it needs around it, or an acyclic network.
#pragma once

#include <string>

#include "regress/dice.hpp"
#include "regress/draft.hpp"

namespace weir::regress {

// A layer of any kind, in some cases behind the layer that gives it what it reads.
Draft draw_layer(const std::string& name, Dice& dice);

// An acyclic network of one or two inputs, with forks, joins and branches that meet again. One in eight may
// deadlock.
Draft draw_network(const std::string& name, Dice& dice);

}  // namespace weir::regress

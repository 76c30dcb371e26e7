// Draws whole cases: one layer with what it needs around it, or an acyclic network.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "regress/dice.hpp"
#include "regress/draft.hpp"

namespace weir::regress {

enum class Draw : std::uint8_t { kLayers, kNetworks };

// Kinds of layers to draw, one after another for ever: of those that have more to try, more.
class Kinds {
 public:
  std::string next();

 private:
  std::map<std::string, std::int64_t> drawn_;
};

// A layer of that kind, in some cases behind the layer that gives it what it reads.
Draft draw_layer(const std::string& name, const std::string& kind, Dice& dice);

// An acyclic network of one or two inputs, with forks, joins and branches that meet again. One in eight may
// deadlock.
Draft draw_network(const std::string& name, Dice& dice);

// Gives a draft that one of these drew another stimulus and that name: other data, frames, depths, stalls,
// reset and order of processes. Its layers and their parameters stay, and so does what is built of them.
void draw_again(const std::string& name, Draw draw, Draft& draft, Dice& dice);

}  // namespace weir::regress

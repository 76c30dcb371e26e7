// Draws whole cases: one layer with what it needs around it, or an acyclic network.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "regress/dice.hpp"
#include "regress/draft.hpp"

namespace weir::regress {

enum class Draw : std::uint8_t { kLayers, kNetworks };

// An endless sequence of layer kinds to draw; kinds with more to try come more often.
class Kinds {
 public:
  std::string next();

 private:
  std::map<std::string, std::int64_t> drawn_;
};

// Draws a layer of that kind, in some cases behind a layer that produces its input.
Draft draw_layer(const std::string& name, const std::string& kind, Dice& dice);

// How large a network is drawn.
struct Size {
  std::vector<std::int64_t> channels{1, 2, 3, 4, 6, 8, 12};
  std::int64_t side = 7;     // of a map, at most
  std::int64_t length = 24;  // of a map of one dimension, at most
  std::int64_t least_layers = 4;
  std::int64_t most_layers = 12;
  std::int64_t meetings = 1;  // in eight steps: forks whose branches meet again directly
  bool branches = true;       // forks and joins, and a second input; else one layer behind the other
  Cost most = {};
};

// Draws an acyclic network of one or two inputs, with forks, joins and branches that meet again. One in eight
// may deadlock.
Draft draw_network(const std::string& name, Dice& dice);
// Draws such a network without stimulus and with default FIFO depths. It may deadlock at any depth.
Draft draw_graph(const std::string& name, const Size& size, Dice& dice);

// Gives a drawn draft that name and another stimulus: data, frames, depths, stalls, reset and order of
// processes. Layers and parameters stay, so builds can be reused.
void draw_again(const std::string& name, Draw draw, Draft& draft, Dice& dice);

}  // namespace weir::regress

// Draws scenarios at random: single layers over their whole legal parameter space, and acyclic networks with
// forks and joins.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "network/random.hpp"
#include "network/regression_result.hpp"
#include "network/scenario.hpp"
#include "regress/draw_network.hpp"

namespace weir::regress {

// A drawn scenario: a file's text that weir run takes as it is, and what load_scenario makes of it.
struct Drawn {
  std::string kind;  // of a single layer; empty of networks
  std::string text;
  Scenario scenario;
};

// Draws layers or networks one after another, each with so many stimuli; which ones follows from the seed,
// the campaign's name and what was covered before, and from nothing else. It steers: of several candidates
// the one that hits the most bins that `covered` and the cases before lack. Hence a shard, too, draws all
// cases in turn, and runs its own; a layer takes some 10 ms, a network some 60, a further stimulus a fourth.
class Generator {
 public:
  // Of single layers as many in a row as a batch has are of one kind: what changes in one kind's hardware
  // leaves the builds of the others' batches as they are.
  Generator(Draw draw, std::string campaign, std::uint64_t seed, std::int64_t batch, Coverage covered,
            std::int64_t stimuli = 1);

  // Network 0, 1, 2, ..., once for each stimulus. `name` becomes the first scenario's, `name`-1 the second's,
  // and so on. Every engine is named in it; frames, input data (uniform, extreme, structured), FIFO depths,
  // stalls of every kind on every stream, a reset in mid-frame and a permuted order of processes are the
  // stimulus.
  std::vector<Drawn> next(const std::string& name);

 private:
  Draft steered(int candidates, Random& seeds, const std::function<Draft(Dice&)>& draw);

  Draw draw_;
  std::string campaign_;
  std::uint64_t seed_;
  std::int64_t batch_;
  Coverage covered_;
  std::int64_t stimuli_;
  Kinds kinds_;
  std::string kind_;  // of single layers
  std::int64_t index_ = 0;
};

}  // namespace weir::regress

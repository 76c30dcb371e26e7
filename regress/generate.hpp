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

// A drawn scenario: a text that weir run accepts, and the scenario loaded from it.
struct Drawn {
  std::string kind;  // of a single layer; empty of networks
  std::string text;
  Scenario scenario;
};

// Draws layers or networks in sequence, each with several stimuli. The result depends only on the seed, the
// campaign's name and the previous coverage. Among several candidates, it chooses the one that hits the most
// bins missing in `covered` and the earlier cases. So a shard also has to draw all cases, and runs only its
// own. A layer takes some 10 ms, a network some 60 ms, a further stimulus a quarter of that.
class Generator {
 public:
  // Single layers of one kind come in groups of the batch size, so that a change of one kind's hardware does
  // not invalidate the builds of other batches.
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

// Draws scenarios at random: single layers over their whole legal parameter space, and acyclic networks with
// forks and joins.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "network/random.hpp"
#include "network/regression_result.hpp"
#include "network/scenario.hpp"
#include "regress/draw_network.hpp"

namespace weir::regress {

enum class Draw : std::uint8_t { kLayers, kNetworks };

// A drawn scenario: a file's text that weir run takes as it is, and what load_scenario makes of it.
struct Drawn {
  std::string kind;  // of a single layer; empty of networks
  std::string text;
  Scenario scenario;
};

// Draws one case after another; which ones follows from the seed, the campaign's name and what was covered
// before, and from nothing else. It steers: of several candidates the one that hits the most bins that
// `covered` and the cases before lack. Hence a shard, too, draws all cases in turn, and runs its own; a layer
// takes some 10 ms, a network some 60.
class Generator {
 public:
  // Of single layers as many in a row as a batch has are of one kind: what changes in one kind's hardware
  // leaves the builds of the others' batches as they are.
  Generator(Draw draw, std::string campaign, std::uint64_t seed, std::int64_t batch, Coverage covered);

  // Case 0, 1, 2, ... `name` becomes the scenario's. Every engine is named in it; frames, input data
  // (uniform, extreme, structured), FIFO depths, stalls of every kind on every stream, a reset in mid-frame
  // and a permuted order of processes are drawn as well.
  Drawn next(const std::string& name);

 private:
  Draw draw_;
  std::string campaign_;
  std::uint64_t seed_;
  std::int64_t batch_;
  Coverage covered_;
  Kinds kinds_;
  std::string kind_;  // of single layers
  std::int64_t index_ = 0;
};

}  // namespace weir::regress

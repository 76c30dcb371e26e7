// Finds the rule that a block follows, by trying small numbers.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/network.hpp"
#include "survey/handshakes.hpp"
#include "survey/rule.hpp"

namespace weir::survey {

struct Candidate {
  std::string discipline;
  std::vector<std::pair<std::string, std::int64_t>> numbers;  // that were tried
  Rule rule;
};

// Where rule and block first differ.
struct Difference {
  std::size_t pattern = 0;
  Cycle cycle = 0;
  std::string port;    // "in0_out ready"
  bool found = false;  // the signal of the block; the rule has the other value
};

// Runs the rule with the block's recorded input valids and output readies. Returns the first port signal that
// differs from the block's; none if none does.
std::optional<Difference> compare(const Rule& rule, const Handshakes& seen, std::size_t pattern);

struct Fit {
  Candidate candidate;                   // the best one
  std::size_t patterns = 0;              // in which no signal differs
  std::optional<Difference> difference;  // in the first pattern that has one
  // Whether the same rule with the opposite behaviour on a missing input (freezing or not) would differ.
  bool freezing_shows = true;
};

// Tries the possible disciplines of a layer of this kind until one matches in all patterns. If none does,
// returns the one whose first difference comes latest, by pattern and then by cycle.
Fit fit(const Layer& layer, const std::vector<Handshakes>& seen);

// The numbers of a matching rule that the observations do not determine: another value matches as well. (Only
// for a call; `Fit` tells about freezing.)
std::vector<std::string> undecided(const Layer& layer, const Candidate& candidate,
                                   const std::vector<Handshakes>& seen);

// The rule's numbers as the models take them.
HlsBlock hls_block(const Candidate& candidate);

// A frame's reads and writes in FINN's HLS library: the order of the layer's kind (models/schedule.hpp),
// except for kinds with different loops.
models::Schedule hls_schedule(const Layer& layer);

}  // namespace weir::survey

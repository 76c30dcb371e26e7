// Which rule a block follows, found by trying small numbers.
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

// What the rule shows when the block's inputs are valid, and its outputs ready, as they were: the first
// signal of any port that is other than the block's; none if none is.
std::optional<Difference> compare(const Rule& rule, const Handshakes& seen, std::size_t pattern);

struct Fit {
  Candidate candidate;                   // the best one
  std::size_t patterns = 0;              // in which no signal differs
  std::optional<Difference> difference;  // in the first pattern that has one
  // Whether a rule that is otherwise the same, and freezes on a missing input where this does not or does not
  // where this does, differs.
  bool freezing_shows = true;
};

// Tries the disciplines that a layer of this kind may have, until one shows no difference in any pattern;
// else the one is taken whose first difference is in the latest pattern, and there the latest cycle.
Fit fit(const Layer& layer, const std::vector<Handshakes>& seen);

// Numbers of a rule that fits in which another one may differ and fits as well: nothing that was seen decides
// on them. (Of a call; whether it freezes is told by `Fit`.)
std::vector<std::string> undecided(const Layer& layer, const Candidate& candidate,
                                   const std::vector<Handshakes>& seen);

// The rule's numbers as the models take them.
HlsBlock hls_block(const Candidate& candidate);

// A frame's reads and writes by FINN's HLS library: the order of the layer's kind (models/schedule.hpp), but
// for the kinds whose loops are others.
models::Schedule hls_schedule(const Layer& layer);

}  // namespace weir::survey

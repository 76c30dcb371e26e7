// No-goods proved by trials, and the cheapest depths that no no-good rules out.
#pragma once

#include <cstdint>
#include <vector>

#include "sizing/cost.hpp"
#include "sizing/parts.hpp"

namespace weir::sizing {

// All depths that are at most these in these streams miss the goal, whatever the others are.
struct NoGood {
  std::vector<int> streams;
  std::vector<std::int64_t> depths;

  [[nodiscard]] bool rules_out(const Depths& depths) const;
};

// Finds the cheapest depths >= `least` that no no-good rules out: for each no-good, some stream is deeper
// than it states. Works by branch and bound, without trials.
class Cheapest {
 public:
  // Every stream's least depth is 1 at first.
  Cheapest(const Network& network, const CostModel& cost);

  // Sets a stream's least depth.
  void at_least(int stream, std::int64_t depth) { least_[static_cast<std::size_t>(stream)] = depth; }
  [[nodiscard]] const Depths& least() const { return least_; }
  // Sets a ceiling: no deeper depth is considered unless the least depth is. Some of the cheapest depths must
  // stay at or below it.
  void at_most(int stream, std::int64_t depth) { most_[static_cast<std::size_t>(stream)] = depth; }
  // `depths` with each stream that has a ceiling set to it.
  [[nodiscard]] Depths at_ceilings(Depths depths) const;
  // The no-goods must not rule out everything: depths can be as large as needed.
  void add(NoGood no_good);
  [[nodiscard]] bool rules_out(const Depths& depths) const;
  [[nodiscard]] Cost cost(const Depths& depths) const;
  [[nodiscard]] Cost cost(int stream, std::int64_t depth) const;
  [[nodiscard]] const std::vector<NoGood>& no_goods() const { return no_goods_; }

  struct Solution {
    Depths depths;
    Cost lower_bound;   // of all depths not ruled out
    bool exact = true;  // `most_nodes` sufficed: the depths cost exactly lower_bound
  };
  // No-goods without a common stream are solved independently. Ignores no-goods with more than `most_streams`
  // streams, so the result may violate them.
  Solution solve(std::int64_t most_nodes, std::size_t most_streams = SIZE_MAX);

 private:
  const Network& network_;
  CostModel cost_;
  Depths least_;
  Depths most_;
  std::vector<NoGood> no_goods_;
};

}  // namespace weir::sizing

// What trials have proved not to do, and the cheapest depths that none of it rules out.
#pragma once

#include <cstdint>
#include <vector>

#include "sizing/cost.hpp"
#include "sizing/parts.hpp"

namespace weir::sizing {

// The goal is missed by all depths that are no deeper than these in these streams, whatever the others are.
struct NoGood {
  std::vector<int> streams;
  std::vector<std::int64_t> depths;

  [[nodiscard]] bool rules_out(const Depths& depths) const;
};

// Finds, for each stream, a depth from `least` on, such that every no-good has a stream that is deeper than
// it says, for the least cost: by branch and bound, with no trial of its own.
class Cheapest {
 public:
  // Every stream's least depth is 1 at first.
  Cheapest(const Network& network, const CostModel& cost);

  // No less will do.
  void at_least(int stream, std::int64_t depth) { least_[static_cast<std::size_t>(stream)] = depth; }
  [[nodiscard]] const Depths& least() const { return least_; }
  // More is not looked at, but its least depth if that is more: some of the cheapest depths have none deeper.
  void at_most(int stream, std::int64_t depth) { most_[static_cast<std::size_t>(stream)] = depth; }
  // The depths, with each stream that has such a ceiling as deep as that.
  [[nodiscard]] Depths at_ceilings(Depths depths) const;
  // They must not rule out everything: depths can be as large as need be.
  void add(NoGood no_good);
  [[nodiscard]] bool rules_out(const Depths& depths) const;
  [[nodiscard]] Cost cost(const Depths& depths) const;
  [[nodiscard]] Cost cost(int stream, std::int64_t depth) const;
  [[nodiscard]] const std::vector<NoGood>& no_goods() const { return no_goods_; }

  struct Solution {
    Depths depths;
    Cost lower_bound;   // of everything that is not ruled out
    bool exact = true;  // no more than `most_nodes` were needed: the depths cost no more than that
  };
  // Of no-goods that share no stream the solutions do not depend on each other. Those of more than
  // `most_streams` are left out: what they rule out may come.
  Solution solve(std::int64_t most_nodes, std::size_t most_streams = SIZE_MAX);

 private:
  const Network& network_;
  CostModel cost_;
  Depths least_;
  Depths most_;
  std::vector<NoGood> no_goods_;
};

}  // namespace weir::sizing

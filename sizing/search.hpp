// The search for the cheapest depths that reach a goal.
//
// Trials prove no-goods: depths of a few streams that miss the goal whatever the others are. The cheapest
// depths that no no-good rules out give a lower bound of the cost. If they reach the goal, they are optimal;
// else their trial yields another no-good.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "sizing/no_goods.hpp"
#include "sizing/trials.hpp"

namespace weir::sizing {

class Search {
 public:
  using Progress = std::function<void(const std::string&)>;

  // `enough`: for each stream, a depth (such as its level) that reaches the goal if the others are unlimited.
  // Finds each stream's least depth. Throws Interrupted, like all members.
  Search(Trials& trials, const Goal& goal, const CostModel& cost, Depths enough, const Progress& progress);

  // Finds depths that reach the goal: starts from the least ones and raises them step by step, as far as
  // trials prove necessary. If the trials use up `until_beats` first, takes any that reach it. Then lowers
  // again those raised only because of others, within `lower_beats`.
  void find_some(std::int64_t until_beats, std::int64_t lower_beats);
  // Finds the cheapest depths unless the trials use up `until_beats` first. If so, improves the lower bound
  // of their cost within `bound_beats`.
  void find_cheapest(std::int64_t until_beats, std::int64_t bound_beats);

  // Each stream's least depth for any depths of the others.
  [[nodiscard]] const Depths& least() const { return cheapest_.least(); }
  // The cheapest depths found that reach the goal; empty before any are found.
  [[nodiscard]] const Depths& found() const { return found_; }
  [[nodiscard]] Cost cost(const Depths& depths) const { return cheapest_.cost(depths); }
  // A lower bound of the cost of any depths that reach the goal.
  [[nodiscard]] Cost lower_bound() const { return lower_bound_; }
  // A minimal set of streams whose depths in `depths` alone miss the goal. Empty if the goal is reached or
  // undecided.
  std::vector<int> to_blame(const Depths& depths);
  // Likewise, not minimal, for depths that would reach the goal with `stream` one deeper. Without `far`, also
  // empty if the cause is not near the stream or takes many frames to find.
  std::vector<int> to_blame_near(const Depths& depths, int stream, bool far);
  // `depths` with all streams except `streams` unlimited.
  [[nodiscard]] Depths only(const Depths& depths, const std::vector<int>& streams) const;

 private:
  std::int64_t least_depth(Depths depths, int stream, std::int64_t from, std::int64_t enough);
  [[nodiscard]] bool missed(const Depths& depths);
  [[nodiscard]] double excess(const Depths& depths);
  std::vector<int> fewer(const Depths& depths, const std::vector<int>& streams);
  std::vector<int> fewest(const Depths& depths, std::vector<int> streams);
  [[nodiscard]] Cost more(int stream, const Depths& depths, std::int64_t depth) const;
  [[nodiscard]] std::int64_t deepest_for_less(int stream, const Depths& depths, const Cost& most) const;
  NoGood widest(const Depths& depths, const std::vector<int>& streams);
  [[nodiscard]] std::vector<int> known_to_miss(const Depths& depths) const;
  [[nodiscard]] std::vector<int> all() const;
  std::vector<int> missing(const Depths& depths);
  void bound_by_few(std::int64_t until_beats);
  bool raise(Depths& depths, std::int64_t until_beats);
  int one_of(const Depths& depths, const Depths& deeper, std::span<const int> streams);
  void raise_one(Depths& depths, std::vector<int> blamed);
  void lower(Depths& depths, std::int64_t until_beats);
  void find_above(const Depths& depths, bool lowest);
  void keep(const Depths& depths);
  [[nodiscard]] int near_layer(int stream) const;
  [[nodiscard]] std::vector<int> neighbourhood(int centre, int radius) const;

  Trials& trials_;
  Goal goal_;
  Depths enough_;
  Progress progress_;
  Cheapest cheapest_;
  Depths found_;
  Cost lower_bound_;
  int radius_ = 1;  // radius of the neighbourhoods tried before the whole network
};

}  // namespace weir::sizing

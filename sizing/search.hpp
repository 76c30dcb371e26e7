// The search for the cheapest depths that reach a goal.
//
// Trials prove no-goods: depths of a few streams with which the goal is missed whatever the others are. The
// cheapest depths that no no-good rules out are a lower bound of what any depths cost. If they reach the
// goal, they are the optimum; else the trial gives another no-good.
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

  // `enough`: for each stream a depth that reaches the goal where the others have no limit, as its level
  // does. Finds each stream's least depth. Throws Interrupted, as all others.
  Search(Trials& trials, const Goal& goal, const CostModel& cost, Depths enough, const Progress& progress);

  // Depths that reach the goal: the least ones, raised step by step as far as trials prove that they must be;
  // or, if the trials come to `until_beats` before, some that reach it. Of those raised for the sake of
  // others that were raised as well, each is lowered again as far as it can be, for as many beats as
  // `lower_beats`.
  void find_some(std::int64_t until_beats, std::int64_t lower_beats);
  // The cheapest, unless the trials come to `until_beats` before; or a lower bound of their cost, for as many
  // beats as `bound_beats`, where it takes too long to find out.
  void find_cheapest(std::int64_t until_beats, std::int64_t bound_beats);

  // Each stream's least depth, whatever the others are.
  [[nodiscard]] const Depths& least() const { return cheapest_.least(); }
  // The cheapest depths found that reach the goal; empty before there are any.
  [[nodiscard]] const Depths& found() const { return found_; }
  [[nodiscard]] Cost cost(const Depths& depths) const { return cheapest_.cost(depths); }
  // No depths that reach the goal cost less.
  [[nodiscard]] Cost lower_bound() const { return lower_bound_; }
  // Streams by whose depths alone, as they are in `depths`, the goal is missed: as few as can be. Empty if
  // the goal is reached, or it is undecided.
  std::vector<int> to_blame(const Depths& depths);
  // The same, not as few as can be, where they would reach it if `stream` were one deeper. Not `far`: empty
  // also where it is not FIFOs near it, or takes many frames.
  std::vector<int> to_blame_near(const Depths& depths, int stream, bool far);
  // All but those of `streams` without a limit.
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
  int radius_ = 1;  // of the neighbourhoods that are looked into before the whole is
};

}  // namespace weir::sizing

#include "sizing/no_goods.hpp"

#include <algorithm>
#include <map>
#include <numeric>

#include "sizing/fifos.hpp"

namespace weir::sizing {

namespace {

// Branch and bound over the no-goods that are linked by common streams.
class Branching {
 public:
  Branching(const Cheapest& costs, const Depths& least, const Depths& most,
            const std::vector<const NoGood*>& no_goods, std::int64_t most_nodes)
      : costs_(costs), no_goods_(no_goods), depths_(least), ceilings_(most), nodes_(most_nodes) {
    for (const NoGood* no_good : no_goods)
      streams_.insert(streams_.end(), no_good->streams.begin(), no_good->streams.end());
    std::ranges::sort(streams_);
    streams_.erase(std::ranges::unique(streams_).begin(), streams_.end());
    branch(cost());
  }
  [[nodiscard]] const std::vector<int>& streams() const { return streams_; }
  [[nodiscard]] const Depths& best() const { return best_; }
  [[nodiscard]] bool exact() const { return nodes_ > 0; }
  // The least cost of these streams.
  [[nodiscard]] Cost lower_bound() const {
    if (!open_set_) return best_cost_;
    return best_.empty() ? open_ : std::min(open_, best_cost_);
  }

 private:
  [[nodiscard]] Cost cost() const {
    Cost sum;
    for (const int s : streams_) sum += costs_.cost(s, depths_[at(s)]);
    return sum;
  }
  [[nodiscard]] Cost raise_cost(const NoGood& no_good, std::size_t i) const {
    const int s = no_good.streams[i];
    return costs_.cost(s, no_good.depths[i] + 1) - costs_.cost(s, depths_[at(s)]);
  }
  // The least cost of raising one of its streams; false if all are at their ceilings.
  bool cheapest_raise(const NoGood& no_good, Cost& least) const {
    bool any = false;
    for (std::size_t i = 0; i < no_good.streams.size(); ++i) {
      if (no_good.depths[i] + 1 > ceilings_[at(no_good.streams[i])]) continue;
      const Cost raise = raise_cost(no_good, i);
      if (!any || raise < least) least = raise;
      any = true;
    }
    return any;
  }

  // `paid`: what depths_ cost. Streams may be raised up to ceilings_.
  void branch(const Cost& paid) {
    if (nodes_ > 0) --nodes_;
    if (nodes_ == 0) {
      if (!open_set_ || paid < open_) open_ = paid;
      open_set_ = true;
      return;
    }
    // Decides the most expensive violated no-good first. Violated no-goods without a common stream add up to
    // a bound.
    const NoGood* dearest = nullptr;
    Cost dearest_raise;
    Cost bound = paid;
    std::vector<int> used;
    for (const NoGood* no_good : no_goods_) {
      if (!no_good->rules_out(depths_)) continue;
      Cost raise;
      if (!cheapest_raise(*no_good, raise)) return;
      if (dearest == nullptr || dearest_raise < raise) {
        dearest = no_good;
        dearest_raise = raise;
      }
      const auto is_used = [&](int s) { return std::ranges::find(used, s) != used.end(); };
      if (std::ranges::any_of(no_good->streams, is_used)) continue;
      used.insert(used.end(), no_good->streams.begin(), no_good->streams.end());
      bound += raise;
    }
    if (dearest == nullptr) {
      if (best_.empty() || paid < best_cost_) {
        best_ = depths_;
        best_cost_ = paid;
      }
      return;
    }
    bound = std::max(bound, paid + dearest_raise);
    if (!best_.empty() && !(bound < best_cost_)) return;

    std::vector<std::size_t> order(dearest->streams.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
      return raise_cost(*dearest, a) < raise_cost(*dearest, b);
    });
    std::vector<std::pair<std::size_t, std::int64_t>> lowered;
    for (const std::size_t i : order) {
      const std::size_t s = at(dearest->streams[i]);
      const std::int64_t wanted = dearest->depths[i] + 1;
      if (wanted <= ceilings_[s]) {
        const Cost raised = paid + raise_cost(*dearest, i);
        const std::int64_t before = depths_[s];
        depths_[s] = wanted;
        branch(raised);
        depths_[s] = before;
      }
      // This raise has been tried, so the remaining branches keep the stream below it.
      lowered.emplace_back(s, ceilings_[s]);
      ceilings_[s] = std::min(ceilings_[s], dearest->depths[i]);
    }
    for (std::size_t i = lowered.size(); i-- > 0;) ceilings_[lowered[i].first] = lowered[i].second;
  }

  const Cheapest& costs_;
  const std::vector<const NoGood*>& no_goods_;
  std::vector<int> streams_;
  Depths depths_;
  Depths ceilings_;
  Depths best_;
  Cost best_cost_;
  Cost open_;  // least cost of a branch that was not followed
  bool open_set_ = false;
  std::int64_t nodes_;
};

}  // namespace

bool NoGood::rules_out(const Depths& tried) const {
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const std::int64_t depth = tried[at(streams[i])];
    if (depth == kUnlimited || depth > depths[i]) return false;
  }
  return true;
}

Cheapest::Cheapest(const Network& network, const CostModel& cost)
    : network_(network),
      cost_(cost),
      least_(network.streams.size(), 1),
      most_(network.streams.size(), kMaxDepth) {}

Depths Cheapest::at_ceilings(Depths depths) const {
  for (std::size_t s = 0; s < depths.size(); ++s) {
    if (most_[s] < kMaxDepth && depths[s] != kUnlimited)
      depths[s] = std::max({depths[s], most_[s], least_[s]});
  }
  return depths;
}

void Cheapest::add(NoGood no_good) { no_goods_.push_back(std::move(no_good)); }

bool Cheapest::rules_out(const Depths& depths) const {
  const auto below_least = [&](std::size_t s) { return depths[s] != kUnlimited && depths[s] < least_[s]; };
  for (std::size_t s = 0; s < depths.size(); ++s) {
    if (below_least(s)) return true;
  }
  return std::ranges::any_of(no_goods_, [&](const NoGood& no_good) { return no_good.rules_out(depths); });
}

Cost Cheapest::cost(int stream, std::int64_t depth) const {
  const Stream& of = network_.streams[at(stream)];
  return has_fifo(of) ? cost_.of(of.width_bits, depth) : Cost{};
}

Cost Cheapest::cost(const Depths& depths) const {
  Cost sum;
  for (std::size_t s = 0; s < depths.size(); ++s) sum += cost(static_cast<int>(s), depths[s]);
  return sum;
}

Cheapest::Solution Cheapest::solve(std::int64_t most_nodes, std::size_t most_streams) {
  std::vector<const NoGood*> taken;
  for (const NoGood& no_good : no_goods_) {
    if (no_good.streams.size() <= most_streams) taken.push_back(&no_good);
  }
  // Groups of no-goods linked by common streams.
  std::vector<int> group(least_.size());
  std::iota(group.begin(), group.end(), 0);
  const auto root = [&](int s) {
    while (group[at(s)] != s) s = group[at(s)] = group[at(group[at(s)])];
    return s;
  };
  for (const NoGood* no_good : taken) {
    for (const int s : no_good->streams) group[at(root(s))] = root(no_good->streams[0]);
  }
  std::map<int, std::vector<const NoGood*>> groups;
  for (const NoGood* no_good : taken) groups[root(no_good->streams[0])].push_back(no_good);

  Solution solution{least_, cost(least_), true};
  Depths most = most_;
  for (std::size_t s = 0; s < most.size(); ++s) most[s] = std::max(most[s], least_[s]);
  for (const auto& [first, no_goods] : groups) {
    const Branching branching(*this, least_, most, no_goods, most_nodes);
    solution.exact = solution.exact && branching.exact();
    for (const int s : branching.streams()) {
      solution.lower_bound -= cost(s, least_[at(s)]);
      if (!branching.best().empty()) solution.depths[at(s)] = branching.best()[at(s)];
    }
    solution.lower_bound += branching.lower_bound();
  }
  return solution;
}

}  // namespace weir::sizing

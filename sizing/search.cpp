#include "sizing/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <stdexcept>
#include <utility>

#include "models/analysis/least.hpp"
#include "sizing/exchange.hpp"
#include "sizing/fifos.hpp"

namespace weir::sizing {

namespace {

// Branches that the bound is worked out with at most, between two trials.
constexpr std::int64_t kMostNodes = 1'000'000;

// How wide parts of the network are that are tried before the whole is; and how far away what is to blame is
// looked for before the whole is tried, where it is known to be near.
constexpr int kWidest = 16;
constexpr int kMostNear = 4;

// Streams of a no-good that is used where there are too many others.
constexpr std::size_t kFew = 3;

// Frames in which depths of large networks that are tried for being lower have to show that they reach the
// goal: those that do show it in one or two.
constexpr std::int64_t kFramesToLower = 3;

// What is a smaller share of the cost so far is not worth looking for something cheaper.
constexpr std::int64_t kNegligible = 2'000;

}  // namespace

Search::Search(Trials& trials, const Goal& goal, const CostModel& cost, Depths enough,
               const Progress& progress)
    : trials_(trials),
      goal_(goal),
      enough_(std::move(enough)),
      progress_(progress),
      cheapest_(trials.network(), cost) {
  const Depths ceilings = exchange_ceilings(trials.network(), trials.traffic(), cost);
  for (std::size_t s = 0; s < enough_.size(); ++s) {
    cheapest_.at_most(static_cast<int>(s), ceilings[s]);
    if (!has_fifo(trials.network().streams[s])) continue;
    const auto stream = static_cast<int>(s);
    cheapest_.at_least(stream, least_depth(trials.unlimited(), stream, 1, enough_[s]));
  }
  lower_bound_ = cheapest_.cost(least());
  progress_(fmt::format("least depths of {} streams, each alone: {} runs", enough_.size(), trials.runs()));
}

// The least depth of `stream` from `from` on with which `depths` do not miss the goal. It is `enough` at
// most; or there is some.
std::int64_t Search::least_depth(Depths depths, int stream, std::int64_t from, std::int64_t enough) {
  if (from > kMaxDepth) throw std::runtime_error("sizing: no FIFO is deep enough");
  const auto excess_at = [&](std::int64_t tried) {
    depths[at(stream)] = tried;
    return excess(depths);
  };
  const std::int64_t fails = from - 1;
  return models::least_depth(fails, enough, excess_at, fails > 0 ? excess_at(fails) : models::kUnknownExcess);
}

Depths Search::only(const Depths& depths, const std::vector<int>& streams) const {
  Depths some = trials_.unlimited();
  for (const int s : streams) some[at(s)] = depths[at(s)];
  return some;
}

bool Search::missed(const Depths& depths) { return excess(depths) > 0; }

// By how many cycles a frame depths are known to miss the goal: 0 if they are not known to.
double Search::excess(const Depths& depths) {
  if (cheapest_.rules_out(depths)) return models::kUnknownExcess;
  return trials_.reach(goal_, depths) == Verdict::kMissed ? trials_.excess() : 0;
}

// The FIFOs of the layers that are fewer than `radius` streams away from that one.
std::vector<int> Search::neighbourhood(int centre, int radius) const {
  const Network& network = trials_.network();
  std::set<int> layers{centre};
  std::set<int> streams;
  for (int r = 0; r < radius; ++r) {
    std::set<int> next = layers;
    for (const int l : layers) {
      const Layer& layer = network.layers[at(l)];
      streams.insert(layer.inputs.begin(), layer.inputs.end());
      streams.insert(layer.outputs.begin(), layer.outputs.end());
      for (const int s : layer.inputs) next.insert(network.streams[at(s)].from);
      for (const int s : layer.outputs) next.insert(network.streams[at(s)].to);
    }
    next.erase(kBorder);
    layers = std::move(next);
  }
  std::erase_if(streams, [&](int s) { return !has_fifo(network.streams[at(s)]); });
  return {streams.begin(), streams.end()};
}

// A layer at one of its ends.
int Search::near_layer(int stream) const {
  const Stream& of = trials_.network().streams[at(stream)];
  return of.from != kBorder ? of.from : of.to;
}

std::vector<int> Search::to_blame(const Depths& depths) {
  const std::vector<int> streams = missing(depths);
  return streams.empty() ? streams : fewest(depths, fewer(depths, streams));
}

// Streams that are to blame by what was proved before. Empty if there are none.
std::vector<int> Search::known_to_miss(const Depths& depths) const {
  for (std::size_t s = 0; s < depths.size(); ++s) {
    if (depths[s] < least()[s]) return {static_cast<int>(s)};
  }
  for (const NoGood& no_good : cheapest_.no_goods()) {
    if (no_good.rules_out(depths)) return no_good.streams;
  }
  return {};
}

std::vector<int> Search::all() const {
  std::vector<int> streams;
  for (std::size_t s = 0; s < trials_.streams(); ++s) {
    if (has_fifo(trials_.network().streams[s])) streams.push_back(static_cast<int>(s));
  }
  return streams;
}

// Streams by whose depths alone the goal is missed, not many if it can be helped. Empty if it is reached.
std::vector<int> Search::missing(const Depths& depths) {
  if (std::vector<int> known = known_to_miss(depths); !known.empty()) return known;
  const auto layers = static_cast<int>(trials_.network().layers.size());
  const std::size_t fifos = all().size();
  bool misses = false;
  for (int radius = 1;; radius *= 2) {
    if (radius > radius_ && !misses) {
      // The wider they are, the longer they take: the whole is tried before, and only if need be.
      if (trials_.reach(goal_, depths) != Verdict::kMissed) return {};
      misses = true;
    }
    bool whole = radius > layers;
    for (int centre = 0; centre < layers && !whole; centre += radius) {  // they overlap
      const std::vector<int> streams = neighbourhood(centre, radius);
      whole = streams.size() == fifos;
      if (whole || !missed(only(depths, streams))) continue;
      radius_ = std::max(radius_, std::min(radius, kWidest));
      return streams;
    }
    if (!whole) continue;
    if (!misses && trials_.reach(goal_, depths) != Verdict::kMissed) return {};
    return all();
  }
}

std::vector<int> Search::to_blame_near(const Depths& depths, int stream, bool far) {
  const Stream& of = trials_.network().streams[at(stream)];
  const auto misses = [&](const Depths& tried) {
    return far ? trials_.reach(goal_, tried, Trials::kMostFrames) == Verdict::kMissed : missed(tried);
  };
  if (std::vector<int> known = known_to_miss(depths); !known.empty()) return known;
  for (int radius = 1; radius <= kWidest; radius *= 2) {
    for (const int centre : {of.from, of.to}) {
      // The wide ones have most in common.
      if (centre == kBorder || (radius > kMostNear && centre != near_layer(stream))) continue;
      const std::vector<int> streams = neighbourhood(centre, radius);
      if (streams.size() < all().size() && misses(only(depths, streams))) return streams;
    }
  }
  return far && misses(depths) ? all() : std::vector<int>{};
}

// Of streams by whose depths alone the goal is missed, those that are likely to blame, or those and what is
// near them, if it is proved that they are; else as few as it takes.
std::vector<int> Search::fewer(const Depths& depths, const std::vector<int>& streams) {
  if (streams.size() <= 2) return streams;
  const std::vector<int> suspects = trials_.suspects(goal_, only(depths, streams));
  for (int radius = 0; !suspects.empty() && radius <= kMostNear; radius = std::max(1, 2 * radius)) {
    std::set<int> near(suspects.begin(), suspects.end());
    for (const int s : suspects) {
      const Stream& stream = trials_.network().streams[at(s)];
      for (const int centre : {stream.from, stream.to}) {
        if (centre == kBorder) continue;
        for (const int n : neighbourhood(centre, radius)) {
          if (std::ranges::binary_search(streams, n)) near.insert(n);
        }
      }
    }
    if (near.size() == streams.size()) break;
    const std::vector<int> some(near.begin(), near.end());
    if (missed(only(depths, some))) return some;
  }
  return fewest(depths, streams);
}

// Leaves out of them what is not needed for the goal to be missed: halves first, single ones last.
std::vector<int> Search::fewest(const Depths& depths, std::vector<int> streams) {
  for (std::size_t chunk = (streams.size() + 1) / 2;; chunk = (chunk + 1) / 2) {
    for (std::size_t begin = 0; begin < streams.size();) {
      std::vector<int> fewer = streams;
      const std::size_t end = std::min(begin + chunk, streams.size());
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(begin),
                  fewer.begin() + static_cast<std::ptrdiff_t>(end));
      if (!fewer.empty() && missed(only(depths, fewer))) {
        streams = std::move(fewer);
      } else {
        begin = end;
      }
    }
    if (chunk == 1) return streams;
  }
}

// The no-good of these streams that rules out the most: each as deep as it can be for the goal still to be
// missed.
// Where streams can stand in for one another, the deepest of one is ruled out with the least of another: what
// is ruled out halfway between saves the most proofs.
NoGood Search::widest(const Depths& depths, const std::vector<int>& streams) {
  Depths deepest = only(depths, streams);
  const auto deepest_of = [&](int s) { return least_depth(deepest, s, deepest[at(s)] + 1, kMaxDepth) - 1; };
  for (const int s : streams | std::views::take(streams.size() - 1))
    deepest[at(s)] += (deepest_of(s) - deepest[at(s)]) / 2;
  for (const int s : streams | std::views::reverse) deepest[at(s)] = deepest_of(s);
  NoGood no_good{streams, {}};
  for (const int s : streams) no_good.depths.push_back(deepest[at(s)]);
  return no_good;
}

// What it costs to have `stream` that deep and not as deep as in `depths`.
Cost Search::more(int stream, const Depths& depths, std::int64_t depth) const {
  return cheapest_.cost(stream, depth) - cheapest_.cost(stream, depths[at(stream)]);
}

// The deepest that `stream` can be for less than `most` more than in `depths`.
std::int64_t Search::deepest_for_less(int stream, const Depths& depths, const Cost& most) const {
  std::int64_t holds = depths[at(stream)];
  std::int64_t fails = kMaxDepth + 1;
  while (holds + 1 < fails) {
    const std::int64_t tried = holds + (fails - holds) / 2;
    (more(stream, depths, tried) < most ? holds : fails) = tried;
  }
  return holds;
}

void Search::keep(const Depths& depths) {
  if (found_.empty() || cheapest_.cost(depths) < cheapest_.cost(found_)) found_ = depths;
}

// The first of `streams` that alone, as deep as in `deeper`, keeps `depths` from missing the goal; -1 if
// there is none. Halves are tried before single ones: most often all of them together are not enough.
int Search::one_of(const Depths& depths, const Depths& deeper, std::span<const int> streams) {
  if (streams.empty()) return -1;
  Depths tried = depths;
  for (const int s : streams) tried[at(s)] = deeper[at(s)];
  if (missed(tried)) return -1;
  if (streams.size() == 1) return streams[0];
  const std::size_t half = (streams.size() + 1) / 2;
  const int first = one_of(depths, deeper, streams.first(half));
  return first >= 0 ? first : one_of(depths, deeper, streams.subspan(half));
}

// Raises the cheapest of the streams to blame so that they no longer miss the goal, or one that costs next to
// nothing.
void Search::raise_one(Depths& depths, std::vector<int> blamed) {
  // Those first of which a beat costs least: the first that will do is near the cheapest then.
  std::ranges::stable_sort(blamed, {}, [&](int s) { return more(s, depths, depths[at(s)] + 1); });
  const Depths some = only(depths, blamed);
  const Cost all = cost(depths);
  const Cost negligible{all.units / kNegligible, all.bits / kNegligible};
  int raised = -1;
  std::int64_t to = 0;
  Depths deeper = depths;
  std::vector<int> cheaper;
  // Most often it takes a single beat.
  for (const int s : blamed) {
    if (++deeper[at(s)]; more(s, depths, deeper[at(s)]) <= negligible) cheaper.push_back(s);
  }
  if (raised = one_of(some, deeper, cheaper); raised >= 0) to = deeper[at(raised)];
  while (raised < 0 || negligible < more(raised, depths, to)) {
    // Each as deep as it can be for less than the cheapest so far.
    cheaper.clear();
    for (const int s : blamed) {
      deeper[at(s)] = raised < 0 ? kUnlimited : deepest_for_less(s, depths, more(raised, depths, to));
      if (deeper[at(s)] != depths[at(s)]) cheaper.push_back(s);
    }
    const int next = one_of(some, deeper, cheaper);
    if (next < 0) break;
    const std::int64_t enough = raised < 0 ? kMaxDepth : deeper[at(next)];
    to = least_depth(some, next, depths[at(next)] + 1, enough);
    raised = next;
  }
  // It takes more than one, as they are not as few as can be.
  if (raised < 0) return raise_one(depths, fewest(depths, blamed));
  NoGood no_good{blamed, {}};
  for (const int s : blamed) no_good.depths.push_back(s == raised ? to - 1 : depths[at(s)]);
  cheapest_.add(std::move(no_good));
  depths[at(raised)] = to;
  progress_(
      fmt::format("{}: {} beats; {} runs", trials_.network().streams[at(raised)].name, to, trials_.runs()));
}

// The same depths, but none below a floor: one that reaches the goal, or the `lowest`. There is one, as
// levels do.
void Search::find_above(const Depths& depths, bool lowest) {
  const auto reaches = [&](std::int64_t floor) {
    Depths raised = depths;
    for (std::size_t s = 0; s < raised.size(); ++s)
      raised[s] = std::max(raised[s], std::min(floor, std::max(enough_[s], least()[s])));
    progress_(fmt::format("no FIFO below {} beats is tried; {} runs", floor, trials_.runs()));
    if (trials_.reach(goal_, raised) != Verdict::kReached) return false;
    keep(raised);
    return true;
  };
  std::int64_t fails = 1;
  std::int64_t holds = 2;
  for (; !reaches(holds); holds *= 2) {
    fails = holds;
    if (holds >= kMaxDepth) return;
  }
  while (lowest && fails + 1 < holds) {
    const std::int64_t floor = fails + (holds - fails) / 2;
    (reaches(floor) ? holds : fails) = floor;
  }
}

// Raises depths until they do not miss the goal; false if the trials come to `until_beats` before.
bool Search::raise(Depths& depths, std::int64_t until_beats) {
  while (trials_.beats() <= until_beats) {
    const std::vector<int> streams = missing(depths);
    if (streams.empty()) return true;
    raise_one(depths, fewer(depths, streams));
  }
  return false;
}

void Search::find_some(std::int64_t until_beats, std::int64_t lower_beats) {
  // For the user who will not wait. A memory, which fills any FIFO, need not be two frames ahead.
  Depths levels = enough_;
  for (std::size_t s = 0; s < levels.size(); ++s) {
    levels[s] = std::min(levels[s], 2 * trials_.network().streams[s].beats_per_frame);
    levels[s] = std::max(levels[s], least()[s]);
  }
  if (trials_.reach(goal_, levels) == Verdict::kReached) keep(levels);
  Depths depths = least();
  if (!raise(depths, until_beats)) {
    find_above(depths, true);
    return;
  }
  if (trials_.reach(goal_, depths) != Verdict::kReached) return;
  keep(depths);
  lower(depths, trials_.beats() + lower_beats);
}

// Raised for the sake of others that were raised as well, some may be too deep now. How far each can be
// lowered is told by the FIFOs near it, as a bound, and by the whole; those first that have least to go.
void Search::lower(Depths& depths, std::int64_t until_beats) {
  std::vector<int> order;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    if (depths[s] > least()[s]) order.push_back(static_cast<int>(s));
  }
  std::ranges::stable_sort(order, {}, [&](int s) { return depths[at(s)] - least()[at(s)]; });
  if (!order.empty()) trials_.settle(goal_, depths);
  std::int64_t lowered = 0;
  const std::size_t streams = order.size();
  for (std::size_t i = 0; i < order.size() && trials_.beats() <= until_beats; ++i) {
    const int s = order[i];
    if (depths[at(s)] == least()[at(s)]) continue;
    const auto reaches = [&](std::int64_t depth) {
      Depths tried = depths;
      tried[at(s)] = depth;
      if (trials_.reach(goal_, tried, kFramesToLower) != Verdict::kReached) return false;
      depths = std::move(tried);
      return true;
    };
    Depths less = depths;
    --less[at(s)];
    if (!to_blame_near(less, s, false).empty()) continue;
    // Most often as few will do as do near it.
    const Depths near = only(depths, neighbourhood(near_layer(s), kWidest));
    const std::int64_t before = depths[at(s)];
    std::int64_t tried = least_depth(near, s, least()[at(s)], before);
    std::int64_t fails = tried - 1;
    for (std::int64_t step = 1; fails + 1 < depths[at(s)] && trials_.beats() <= until_beats;) {
      if (reaches(tried)) {
        step *= 2;
      } else {
        fails = tried;
        // What a few frames leave undecided, they may decide once others are lower.
        if (i < streams && order.back() != s) order.push_back(s);
      }
      const std::int64_t from = depths[at(s)];
      tried = std::max(from - step, fails + (from - fails) / 2);
    }
    if (depths[at(s)] == before) continue;
    keep(depths);
    progress_(fmt::format("{}: {} beats are enough; {} FIFOs lowered, {} runs",
                          trials_.network().streams[at(s)].name, depths[at(s)], ++lowered, trials_.runs()));
  }
}

void Search::find_cheapest(std::int64_t until_beats, std::int64_t bound_beats) {
  const bool late = trials_.beats() > until_beats;
  for (;;) {
    const Cheapest::Solution next = cheapest_.solve(kMostNodes);
    lower_bound_ = std::max(lower_bound_, next.lower_bound);
    if (!found_.empty() && !(lower_bound_ < cheapest_.cost(found_))) return;
    if (!next.exact || late) return bound_by_few(trials_.beats() + bound_beats);
    if (trials_.beats() > until_beats) return;
    // What misses the goal with all that is looked at of some FIFOs says the most.
    Depths tried = cheapest_.at_ceilings(next.depths);
    std::vector<int> blamed = to_blame(tried);
    if (blamed.empty()) {
      tried = next.depths;
      blamed = to_blame(tried);
    }
    if (blamed.empty()) {
      if (trials_.reach(goal_, next.depths) == Verdict::kReached) keep(next.depths);
      return;
    }
    cheapest_.add(widest(tried, blamed));
    progress_(fmt::format("at least {}, at most {}; {} proofs, {} runs", lower_bound_.units,
                          found_.empty() ? 0 : cheapest_.cost(found_).units, cheapest_.no_goods().size(),
                          trials_.runs()));
  }
}

// Among no-goods of many streams the cheapest depths are hard to find. Those of few, which stand in for one
// another and for nothing else, bound their cost, too: such as the FIFOs of one skip.
void Search::bound_by_few(std::int64_t until_beats) {
  const auto layers = static_cast<int>(trials_.network().layers.size());
  for (bool more = true; more;) {
    const Cheapest::Solution next = cheapest_.solve(kMostNodes, kFew);
    lower_bound_ = std::max(lower_bound_, next.lower_bound);
    if (!next.exact) return;
    more = false;
    std::set<int> ruled_out;  // streams of no-goods that are new
    for (int centre = 0; centre < layers; ++centre) {
      if (trials_.beats() > until_beats) break;
      const std::vector<int> streams = neighbourhood(centre, 1);
      if (std::ranges::any_of(streams, [&](int s) { return ruled_out.contains(s); })) continue;
      if (!missed(only(next.depths, streams))) continue;
      const std::vector<int> blamed = fewest(next.depths, streams);
      if (blamed.size() > kFew) continue;
      cheapest_.add(widest(next.depths, blamed));
      ruled_out.insert(blamed.begin(), blamed.end());
      more = true;
    }
    progress_(fmt::format("at least {}; {} runs", lower_bound_.units, trials_.runs()));
  }
}

}  // namespace weir::sizing

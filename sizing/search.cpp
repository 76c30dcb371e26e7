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

// The most branch-and-bound nodes between two trials.
constexpr std::int64_t kMostNodes = 1'000'000;

// kWidest: the widest parts tried before the whole network. kMostNear: the search radius before the whole
// network is tried, if the cause is known to be near.
constexpr int kWidest = 16;
constexpr int kMostNear = 4;

// The most streams of a no-good used by bound_by_few.
constexpr std::size_t kFew = 3;

// Frames within which lowered depths of a large network have to prove that they reach the goal. Those that do
// take one or two.
constexpr std::int64_t kFramesToLower = 3;

// Savings below 1/2,000 of the cost are not searched for.
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

// The least depth >= `from` of `stream` with which `depths` do not miss the goal. It is at most `enough`, if
// that is known.
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

// The cycles per frame by which depths are known to miss the goal; 0 if they are not known to miss it.
double Search::excess(const Depths& depths) {
  if (cheapest_.rules_out(depths)) return models::kUnknownExcess;
  return trials_.reach(goal_, depths) == Verdict::kMissed ? trials_.excess() : 0;
}

// The FIFOs at layers fewer than `radius` streams away from layer `centre`.
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

// The streams of a known no-good that `depths` violate; empty if there is none.
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

// Streams whose depths alone miss the goal, as few as easily found. Empty if the goal is reached.
std::vector<int> Search::missing(const Depths& depths) {
  if (std::vector<int> known = known_to_miss(depths); !known.empty()) return known;
  const auto layers = static_cast<int>(trials_.network().layers.size());
  const std::size_t fifos = all().size();
  bool misses = false;
  for (int radius = 1;; radius *= 2) {
    if (radius > radius_ && !misses) {
      // Wider neighbourhoods take longer, so first check that the whole network misses the goal.
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
      // Wide neighbourhoods overlap almost completely.
      if (centre == kBorder || (radius > kMostNear && centre != near_layer(stream))) continue;
      const std::vector<int> streams = neighbourhood(centre, radius);
      if (streams.size() < all().size() && misses(only(depths, streams))) return streams;
    }
  }
  return far && misses(depths) ? all() : std::vector<int>{};
}

// Reduces streams whose depths alone miss the goal: to the suspects, or the suspects and their neighbours, if
// these are proved to miss it; else to a minimal set.
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

// Removes streams that are not needed to miss the goal: halves first, single ones last.
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

// The widest no-good of these streams: each as deep as possible while the goal is still missed. If streams
// can replace each other, the deepest value of one goes with the lowest of another; a no-good halfway in
// between saves the most proofs.
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

// The extra cost of depth `depth` for `stream`, compared with `depths`.
Cost Search::more(int stream, const Depths& depths, std::int64_t depth) const {
  return cheapest_.cost(stream, depth) - cheapest_.cost(stream, depths[at(stream)]);
}

// The deepest depth of `stream` whose extra cost over `depths` is below `most`.
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

// The first of `streams` that, raised alone to its depth in `deeper`, stops `depths` from missing the goal;
// -1 if there is none. Tries halves before single streams: usually all of them together are not enough.
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

// Raises one of the blamed streams so that the goal is no longer missed: the cheapest, or one of negligible
// cost.
void Search::raise_one(Depths& depths, std::vector<int> blamed) {
  // Streams with the cheapest beats first: the first one that suffices is then close to the cheapest.
  std::ranges::stable_sort(blamed, {}, [&](int s) { return more(s, depths, depths[at(s)] + 1); });
  const Depths some = only(depths, blamed);
  const Cost all = cost(depths);
  const Cost negligible{all.units / kNegligible, all.bits / kNegligible};
  int raised = -1;
  std::int64_t to = 0;
  Depths deeper = depths;
  std::vector<int> cheaper;
  // Usually one more beat suffices.
  for (const int s : blamed) {
    if (++deeper[at(s)]; more(s, depths, deeper[at(s)]) <= negligible) cheaper.push_back(s);
  }
  if (raised = one_of(some, deeper, cheaper); raised >= 0) to = deeper[at(raised)];
  while (raised < 0 || negligible < more(raised, depths, to)) {
    // Each as deep as possible at less than the lowest cost so far.
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
  // No single stream suffices, because the set is not minimal.
  if (raised < 0) return raise_one(depths, fewest(depths, blamed));
  NoGood no_good{blamed, {}};
  for (const int s : blamed) no_good.depths.push_back(s == raised ? to - 1 : depths[at(s)]);
  cheapest_.add(std::move(no_good));
  depths[at(raised)] = to;
  progress_(
      fmt::format("{}: {} beats; {} runs", trials_.network().streams[at(raised)].name, to, trials_.runs()));
}

// These depths raised to a common floor: some floor that reaches the goal, or the `lowest` such floor. One
// exists, since the levels reach it.
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

// Raises depths until they do not miss the goal; false if the trials use up `until_beats` first.
bool Search::raise(Depths& depths, std::int64_t until_beats) {
  while (trials_.beats() <= until_beats) {
    const std::vector<int> streams = missing(depths);
    if (streams.empty()) return true;
    raise_one(depths, fewer(depths, streams));
  }
  return false;
}

void Search::find_some(std::int64_t until_beats, std::int64_t lower_beats) {
  // Have an answer ready in case of an interrupt. A memory fills any FIFO, so its depth is capped at two
  // frames.
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

// Some depths may be deeper than needed now, because others were raised later. A trial of the FIFOs nearby
// bounds how far each can be lowered, and a trial of the whole network decides. Starts with the streams that
// have the least to lower.
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
    // Usually the bound from the neighbourhood is enough.
    const Depths near = only(depths, neighbourhood(near_layer(s), kWidest));
    const std::int64_t before = depths[at(s)];
    std::int64_t tried = least_depth(near, s, least()[at(s)], before);
    std::int64_t fails = tried - 1;
    for (std::int64_t step = 1; fails + 1 < depths[at(s)] && trials_.beats() <= until_beats;) {
      if (reaches(tried)) {
        step *= 2;
      } else {
        fails = tried;
        // A trial that is undecided after a few frames may be decided once other depths are lower.
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
    // A miss with some FIFOs at their ceilings gives the strongest no-good.
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

// With no-goods of many streams, the cheapest depths are hard to find. No-goods of few streams, such as the
// FIFOs of one skip connection, which replace only each other, also bound the cost.
void Search::bound_by_few(std::int64_t until_beats) {
  const auto layers = static_cast<int>(trials_.network().layers.size());
  for (bool more = true; more;) {
    const Cheapest::Solution next = cheapest_.solve(kMostNodes, kFew);
    lower_bound_ = std::max(lower_bound_, next.lower_bound);
    if (!next.exact) return;
    more = false;
    std::set<int> ruled_out;  // streams of new no-goods
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

#include "sizing/trials.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace weir::sizing {

namespace {

// Weights and thresholds decide on values alone.
template <class Params>
void drop_values(Params& params) {
  if constexpr (requires { params.weights.values; }) params.weights.values = {};
  if constexpr (requires { params.thresholds.values; }) params.thresholds.values.values = {};
  if constexpr (requires { params.thresholds->values; }) {
    if (params.thresholds) params.thresholds->values.values = {};
  }
}

// What tells a part from others: its streams, and their depths if they were not cut.
std::vector<std::int64_t> key_of(const Part& part) {
  std::vector<std::int64_t> key;
  key.reserve(2 * part.streams.size());
  for (std::size_t s = 0; s < part.streams.size(); ++s) {
    key.push_back(part.streams[s]);
    key.push_back(part.inner[s] ? part.network.streams[s].depth : -1);
  }
  return key;
}

void keep_longer(std::optional<Interval>& longest, const std::optional<Interval>& other) {
  if (other && (!longest || *longest < *other)) longest = other;
}

}  // namespace

Trials::Trials(const Network& network, Traffic traffic, const std::atomic<bool>* interrupted)
    : network_(network), traffic_(std::move(traffic)), interrupted_(interrupted) {
  for (Layer& layer : network_.layers) std::visit([](auto& params) { drop_values(params); }, layer.params);
}

models::Bounds Trials::run(const Network& network, const Traffic& traffic, models::BoundsQuery query) {
  query.interrupted = interrupted_;
  models::Bounds bounds = models::bound_interval(network, traffic, query);
  if (interrupted_ != nullptr && *interrupted_) throw Interrupted{};
  ++runs_;
  beats_ += bounds.beats;
  return bounds;
}

Verdict Trials::part_reaches(const Goal& goal, const Part& part) {
  Known& known = known_[key_of(part)];
  const auto decided = [&]() -> std::optional<Verdict> {
    if (known.at_most && *known.at_most <= goal.interval) return Verdict::kReached;
    if (known.locks || (known.at_least && *known.at_least > goal.interval)) return Verdict::kMissed;
    return std::nullopt;
  };
  if (const auto verdict = decided()) return *verdict;
  models::BoundsQuery query;
  query.target = goal.interval;
  query.most_frames = kMostFrames;
  const models::Bounds bounds = run(part.network, part.traffic, query);
  keep_longer(known.at_least, bounds.interval.at_least);
  if (bounds.interval.at_most && (!known.at_most || *bounds.interval.at_most < *known.at_most))
    known.at_most = bounds.interval.at_most;
  known.locks = bounds.locks;
  return decided().value_or(Verdict::kUndecided);
}

Verdict Trials::reach(const Goal& goal, const Depths& depths) {
  std::vector<Part> joined = parts(network_, traffic_, depths, Which::kJoined);
  std::ranges::stable_sort(joined, {}, [](const Part& part) { return part.streams.size(); });
  Verdict worst = Verdict::kReached;
  for (const Part& part : joined) {
    const Verdict verdict = part_reaches(goal, part);
    if (verdict == Verdict::kMissed) return verdict;
    if (verdict == Verdict::kUndecided) worst = verdict;
  }
  if (worst != Verdict::kReached || !goal.latency) return worst;
  std::vector<std::int64_t> key = depths;
  key.push_back(goal.interval.cycles);
  key.push_back(goal.interval.frames);
  auto known = latencies_.find(key);
  if (known == latencies_.end()) {
    const auto latency = admitted(depths, goal.interval, false).latency_admitted;
    if (!latency) return Verdict::kUndecided;
    known = latencies_.emplace(std::move(key), *latency).first;
  }
  return known->second <= *goal.latency ? Verdict::kReached : Verdict::kMissed;
}

models::Bounds Trials::interval(const Depths& depths, std::int64_t most_frames) {
  models::Bounds longest;
  bool all_at_most = true;
  for (const Part& part : parts(network_, traffic_, depths, Which::kAll)) {
    models::BoundsQuery query;
    query.most_frames = most_frames;
    const models::Bounds bounds = run(part.network, part.traffic, query);
    keep_longer(longest.interval.at_least, bounds.interval.at_least);
    keep_longer(longest.interval.at_most, bounds.interval.at_most);
    all_at_most = all_at_most && bounds.interval.at_most;
    longest.locks = longest.locks || bounds.locks;
    longest.frames = std::max(longest.frames, bounds.frames);
    longest.latency = bounds.latency;
  }
  if (!all_at_most) longest.interval.at_most.reset();
  return longest;
}

models::Bounds Trials::admitted(const Depths& depths, const Interval& admission, bool levels) {
  Network network = network_;
  for (std::size_t s = 0; s < depths.size(); ++s) {
    Stream& stream = network.streams[s];
    stream.depth = depths[s];
    // Only what a layer takes up at its own pace may be without a limit (network.hpp).
    if (depths[s] == kUnlimited && (stream.to == kBorder || network.endless(static_cast<int>(s))))
      stream.depth = std::min(2 * stream.beats_per_frame, kMaxDepth);
  }
  models::BoundsQuery query;
  query.admission = admission;
  query.levels = levels;
  return run(network, traffic_, query);
}

Interval Trials::best(std::string& bottleneck) {
  std::vector<Part> alone = parts(network_, traffic_, unlimited(), Which::kAll);
  const auto ideal = [](const Part& part) { return part.network.interval_bound(); };
  std::ranges::stable_sort(alone, std::greater<>(), ideal);
  const auto name = [this](const Part& part) {
    if (!part.network.layers.empty()) return part.network.layers[0].name;
    const Stream& stream = network_.streams[static_cast<std::size_t>(part.streams[0])];
    return stream.from == kBorder ? "the source of " + stream.name : "the sink of " + stream.name;
  };
  Interval longest{0, 1};
  for (const Part& part : alone) {
    models::BoundsQuery query;
    query.most_frames = kMostFrames;
    if (longest.cycles > 0) query.target = longest;
    const models::Bounds bounds = run(part.network, part.traffic, query);
    Interval own = bounds.interval.at_least.value_or(Interval{0, 1});
    if (own > longest) {
      // How much longer was not asked for.
      query.target.reset();
      const models::Bounds exact = run(part.network, part.traffic, query);
      own = exact.interval.met() ? *exact.interval.at_most : exact.interval.at_most.value_or(own);
      longest = own;
      bottleneck = name(part);
    } else if (own == longest) {
      bottleneck += ", " + name(part);
    }
  }
  return longest;
}

}  // namespace weir::sizing

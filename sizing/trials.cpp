#include "sizing/trials.hpp"

#include <algorithm>

#include "sizing/fifos.hpp"

namespace weir::sizing {

namespace {

// A trial is abandoned after kMostBeats beats, but not before a minimum number of frames: depths that miss an
// interval by one cycle in a million take too long to distinguish. reach() is called often, so its limit is
// lower than that of interval().
constexpr std::int64_t kMostBeats = 100'000'000;
constexpr std::int64_t kMostTrialBeats = 20'000'000;

// Weights and thresholds affect only values.
template <class Params>
void drop_values(Params& params) {
  if constexpr (requires { params.weights.values; }) params.weights.values = {};
  if constexpr (requires { params.thresholds.values; }) params.thresholds.values.values = {};
  if constexpr (requires { params.thresholds->values; }) {
    if (params.thresholds) params.thresholds->values.values = {};
  }
}

Depths depths_of(const Part& part) {
  Depths depths;
  depths.reserve(part.streams.size());
  for (const Stream& stream : part.network.streams) depths.push_back(stream.depth);
  return depths;
}

// Whether every depth is at least that in `others`.
bool at_least(const Depths& depths, const Depths& others) {
  return std::ranges::equal(depths, others, std::greater_equal<>());
}

void keep_longer(std::optional<Interval>& longest, const std::optional<Interval>& other) {
  if (other && (!longest || *longest < *other)) longest = other;
}

// The part's share of a frame boundary of the whole network.
models::FrameBoundary boundary_in(const Part& part, const models::FrameBoundary& whole) {
  models::FrameBoundary boundary;
  for (std::size_t s = 0; s < part.streams.size(); ++s) {
    const auto of = static_cast<std::size_t>(part.streams[s]);
    const auto slots = static_cast<std::size_t>(std::max<std::int64_t>(part.network.streams[s].depth, 1));
    const std::vector<Cycle>& pops = whole.pops[of];
    boundary.pops.emplace_back(pops.begin(),
                               pops.begin() + static_cast<std::ptrdiff_t>(std::min(slots, pops.size())));
    boundary.pushes.push_back(whole.pushes[of]);
  }
  for (const int l : part.layers) boundary.layers.push_back(whole.layers[static_cast<std::size_t>(l)]);
  return boundary;
}

}  // namespace

std::int64_t frame_beats(const Network& network) {
  std::int64_t beats = 0;
  for (const Stream& stream : network.streams) beats += stream.beats_per_frame;
  return beats;
}

Trials::Trials(const Network& network, Traffic traffic, const std::atomic<bool>* interrupted)
    : network_(network), traffic_(std::move(traffic)), interrupted_(interrupted) {
  for (Layer& layer : network_.layers) {
    std::visit([](auto& params) { drop_values(params); }, layer.params);
    alike_.push_back(std::ranges::find(network_.layers, layer.params, &Layer::params) -
                     network_.layers.begin());
  }
}

// A key that is equal for parts that differ at most in depths and values, such as the blocks of a deep
// network: their timing is the same.
std::vector<std::int64_t> Trials::shape_of(const Part& part) const {
  std::vector<std::int64_t> shape;
  for (const int layer : part.layers) shape.push_back(alike_[static_cast<std::size_t>(layer)]);
  for (std::size_t s = 0; s < part.streams.size(); ++s) {
    const Stream& stream = part.network.streams[s];
    const StreamTraffic& ends = part.traffic.streams[s];
    const auto port = [&](int layer, std::vector<int> Layer::*ports) -> std::int64_t {
      if (layer == kBorder) return -1;
      return std::ranges::find(part.network.layer(layer).*ports, static_cast<int>(s)) -
             (part.network.layer(layer).*ports).begin();
    };
    shape.insert(shape.end(),
                 {stream.from, port(stream.from, &Layer::outputs), stream.to, port(stream.to, &Layer::inputs),
                  stream.beats_per_frame, part.inner[s] ? (stream.depth == kUnlimited ? 1 : 2) : 0,
                  ends.always_open() ? -1 : part.streams[s]});
  }
  return shape;
}

models::Bounds Trials::run(const Network& network, const Traffic& traffic, models::BoundsQuery query) {
  query.interrupted = interrupted_;
  query.most_frames = std::min(query.most_frames, std::max(kLeastFrames, kMostBeats / frame_beats(network)));
  models::Bounds bounds = models::bound_interval(network, traffic, query);
  if (interrupted_ != nullptr && *interrupted_) throw Interrupted{};
  ++runs_;
  beats_ += bounds.beats;
  return bounds;
}

// Starting from the end state of a run of other depths reaches a steady state sooner than starting from cycle
// 0.
models::Bounds Trials::run(const Part& part, Shape& shape, models::BoundsQuery query, bool misses) {
  std::optional<models::FrameBoundary> from;
  if (misses && shape.latest) {
    from = shape.latest;
  } else if (shape.in_step && (!query.target || shape.in_step_at <= *query.target)) {
    from = shape.in_step;
  } else if (unhindered_ && unhindered_->pops.size() == network_.streams.size()) {  // there are no slices
    from = boundary_in(part, *unhindered_);
  }
  if (from) query.from = &*from;
  models::Bounds bounds = run(part.network, part.traffic, query);
  if (!bounds.latest) return bounds;
  if (query.target && bounds.within(*query.target)) {
    shape.in_step = bounds.latest;
    shape.in_step_at = *query.target;
  }
  shape.latest = std::move(bounds.latest);
  return bounds;
}

Verdict Trials::part_reaches(const Goal& goal, const Part& part, std::int64_t least_frames) {
  Shape& shape = shapes_[shape_of(part)];
  std::vector<Known>& known = shape.known;
  const Depths depths = depths_of(part);
  const auto verdict = [&](const Known& of) {
    if (of.at_most && *of.at_most <= goal.interval && at_least(depths, of.depths)) return Verdict::kReached;
    if ((!of.locks && (!of.at_least || *of.at_least <= goal.interval)) || !at_least(of.depths, depths))
      return Verdict::kUndecided;
    excess_ = of.locks ? models::kUnknownExcess : of.at_least->value() - goal.interval.value();
    return Verdict::kMissed;
  };
  models::BoundsQuery query;
  query.target = goal.interval;
  query.most_frames = std::clamp(kMostTrialBeats / std::max<std::int64_t>(1, frame_beats(part.network)),
                                 least_frames, kMostFrames);
  for (const Known& of : known) {
    const Verdict found = verdict(of);
    if (found != Verdict::kUndecided ||
        (of.depths == depths && of.tried_for == goal.interval && of.tried_frames >= query.most_frames))
      return found;
  }
  const models::Bounds bounds = run(part, shape, query, false);
  known.push_back({depths, bounds.interval.at_least, bounds.interval.at_most, bounds.locks, goal.interval,
                   query.most_frames});
  return verdict(known.back());
}

Verdict Trials::reach(const Goal& goal, const Depths& depths, std::int64_t least_frames) {
  std::vector<Part> joined = parts(network_, traffic_, depths, Which::kJoined);
  std::ranges::stable_sort(joined, {}, [](const Part& part) { return part.streams.size(); });
  Verdict worst = Verdict::kReached;
  for (const Part& part : joined) {
    const Verdict verdict = part_reaches(goal, part, least_frames);
    if (verdict == Verdict::kMissed) return verdict;
    if (verdict == Verdict::kUndecided) worst = verdict;
  }
  if (worst != Verdict::kReached || !goal.latency) return worst;
  std::vector<std::int64_t> key = depths;
  key.push_back(goal.interval.cycles);
  key.push_back(goal.interval.frames);
  auto known = latencies_.find(key);
  if (known == latencies_.end()) {
    const auto latency = admitted(depths, goal.interval).latency_admitted;
    if (!latency) return Verdict::kUndecided;
    known = latencies_.emplace(std::move(key), *latency).first;
  }
  if (known->second <= *goal.latency) return Verdict::kReached;
  excess_ = models::kUnknownExcess;
  return Verdict::kMissed;
}

void Trials::settle(const Goal& goal, const Depths& depths) {
  for (const Part& part : parts(network_, traffic_, depths, Which::kJoined)) {
    models::BoundsQuery query;
    query.target = goal.interval;
    query.most_frames = kLeastFrames;
    models::Bounds bounds = run(part.network, part.traffic, query);
    if (!bounds.within(goal.interval)) continue;
    Shape& shape = shapes_[shape_of(part)];
    shape.in_step = std::move(bounds.latest);
    shape.in_step_at = goal.interval;
  }
}

std::vector<int> Trials::suspects(const Goal& goal, const Depths& depths) {
  std::vector<int> streams;
  for (const Part& part : parts(network_, traffic_, depths, Which::kJoined)) {
    if (part_reaches(goal, part) != Verdict::kMissed) continue;
    models::BoundsQuery query;
    query.target = goal.interval;
    query.culprits = true;
    query.most_frames = kMostFrames;
    for (const int s : run(part.network, part.traffic, query).culprits) {
      const Stream& stream = part.network.stream(s);
      if (part.inner[static_cast<std::size_t>(s)] && has_fifo(stream) && stream.depth != kUnlimited)
        streams.push_back(part.whole_stream(s));
    }
    break;
  }
  std::ranges::sort(streams);
  return streams;
}

models::Bounds Trials::interval(const Depths& depths, std::optional<Interval> target,
                                std::int64_t most_frames) {
  models::Bounds longest;
  for (const Part& part : parts(network_, traffic_, depths, Which::kJoined)) {
    models::BoundsQuery query;
    query.target = target;
    query.most_frames = most_frames;
    models::Bounds bounds = run(part, shapes_[shape_of(part)], query, true);
    if (longest.frames == 0) {
      longest = std::move(bounds);
      continue;
    }
    keep_longer(longest.interval.at_least, bounds.interval.at_least);
    if (!bounds.interval.at_most) longest.interval.at_most.reset();
    if (longest.interval.at_most) keep_longer(longest.interval.at_most, bounds.interval.at_most);
    longest.locks = longest.locks || bounds.locks;
    longest.steady = longest.steady && bounds.steady;
  }
  return longest;
}

Depths Trials::unlimited() const {
  Depths depths;
  for (const Stream& stream : network_.streams)
    depths.push_back(has_fifo(stream) ? kUnlimited : stream.depth);
  return depths;
}

models::Bounds Trials::as_given() {
  models::BoundsQuery query;
  query.most_frames = kMostFrames;
  return run(network_, traffic_, query);
}

models::Bounds Trials::admitted(const Depths& depths, const Interval& admission, std::int64_t most_frames) {
  models::BoundsQuery query;
  query.admission = admission;
  query.most_frames = most_frames;
  query.levels = std::ranges::find(depths, kUnlimited) != depths.end();
  for (;; query.look_ahead_frames *= 4) {
    Network network = network_;
    const auto frames = [&](const Stream& stream) {
      return std::min(query.look_ahead_frames * stream.beats_per_frame, kMaxDepth);
    };
    for (std::size_t s = 0; s < depths.size(); ++s) {
      Stream& stream = network.streams[s];
      set_depth(network_, stream, depths[s]);
      // Only a stream to a layer that controls its own pace may be unlimited (network.hpp).
      if (depths[s] == kUnlimited && (stream.to == kBorder || network.endless(static_cast<int>(s))))
        set_depth(network_, stream, frames(stream));
    }
    models::Bounds bounds = run(network, traffic_, query);
    const auto too_high = [&](std::size_t s) {
      return depths[s] == kUnlimited && !network.endless(static_cast<int>(s)) &&
             bounds.levels[s] < kMaxDepth && bounds.levels[s] >= frames(network.streams[s]);
    };
    bool right = true;
    for (std::size_t s = 0; s < depths.size(); ++s) right = right && !too_high(s);
    if (!right) continue;
    if (depths == unlimited()) unhindered_ = bounds.latest;
    return bounds;
  }
}

std::optional<Interval> Trials::best(std::string& bottleneck) {
  std::vector<Part> alone = parts(network_, traffic_, unlimited(), Which::kAll);
  const auto ideal = [](const Part& part) { return part.network.interval_bound(); };
  std::ranges::stable_sort(alone, std::greater<>(), ideal);
  const auto name = [this](const Part& part) {
    for (const Layer& layer : part.network.layers) {  // not the memory that feeds it
      if (!part.network.endless(layer.outputs[0])) return layer.name;
    }
    const Stream& stream = network_.stream(part.streams[0]);
    return stream.from == kBorder ? "the source of " + stream.name : "the sink of " + stream.name;
  };
  Interval longest{0, 1};
  for (const Part& part : alone) {
    models::BoundsQuery query;
    query.most_frames = kMostFrames;
    if (longest.cycles > 0) query.target = longest;
    const models::Bounds bounds = run(part.network, part.traffic, query);
    const Interval own = bounds.interval.at_least.value_or(Interval{0, 1});
    if (own > longest) {
      // The exact interval is not needed.
      query.target.reset();
      const models::Bounds exact = run(part.network, part.traffic, query);
      if (!exact.interval.met()) return std::nullopt;
      longest = *exact.interval.at_most;
      bottleneck = name(part);
    } else if (!bounds.within(longest)) {
      return std::nullopt;
    } else if (own == longest) {
      bottleneck += ", " + name(part);
    }
  }
  return longest;
}

}  // namespace weir::sizing

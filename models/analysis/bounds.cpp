#include "models/analysis/bounds.hpp"

#include <algorithm>

#include "models/analysis/critical.hpp"
#include "models/hosts/scheduler.hpp"

namespace weir::models {

namespace {

// Enough for the walk to meet the same cause in an earlier frame.
constexpr std::int64_t kHistoryFrames = 2;

}  // namespace

Bounds bound_interval(const Network& network, const Traffic& traffic, const BoundsQuery& query) {
  const Stimulus stimulus{query.most_frames, traffic, {}};
  Recording recording;
  recording.levels = query.levels;
  recording.look_ahead_frames = query.look_ahead_frames;
  if (query.culprits) recording.history_frames = kHistoryFrames;
  recording.offer_ahead();
  Pipeline pipeline(network, stimulus, recording, {}, query.admission);
  const bool resumes = query.from != nullptr && pipeline.monotone();
  if (resumes) pipeline.resume_from(*query.from);
  SteadyStateFinder finder(pipeline, true, resumes);
  Scheduler scheduler(pipeline, 0);
  const auto interrupted = [&] {
    return query.interrupted != nullptr && query.interrupted->load(std::memory_order_relaxed);
  };
  const auto decided = [&] {
    if (finder.found() || finder.frames() >= query.most_frames) return true;
    if (query.admission) return false;
    const IntervalBounds& bounds = finder.bounds();
    if (!query.target) return bounds.met();
    return (bounds.at_most && *bounds.at_most <= *query.target) ||
           (bounds.at_least && *bounds.at_least > *query.target);
  };
  std::int64_t frames = -1;  // frames compared at the last check: bounds change only when a frame completes
  constexpr std::uint64_t kBetweenChecks = 1024;
  std::uint64_t steps = 0;
  scheduler.run([&] {
    if (query.check && ++steps % kBetweenChecks == 0) query.check();
    if (finder.frames() == frames && !finder.found()) return interrupted();
    frames = finder.frames();
    return interrupted() || decided();
  });

  Bounds result;
  result.interval = finder.bounds();
  result.locks = !interrupted() && !decided() && !pipeline.complete();
  if (result.locks) result.waits = pipeline.waits();
  if (query.culprits && result.locks) {
    for (const Wait& wait : find_ring(network, result.waits)) {
      if (wait.for_room) result.culprits.push_back(wait.stream);
    }
  } else if (query.culprits && query.target && result.beyond(*query.target)) {
    result.culprits = pipeline.monotone() ? critical_streams(pipeline) : std::vector<int>{};
  }
  result.steady = finder.found().has_value();
  result.frames = finder.frames();
  if (result.frames > 0) result.latest = finder.latest();
  for (std::size_t stream = 0; stream < network.streams.size(); ++stream) {
    result.beats += static_cast<std::int64_t>(pipeline.channels[stream]->pushes.count());
    result.levels.push_back(pipeline.level(stream));
  }
  const FrameTimes times = pipeline.frame_times();
  if (!resumes) result.latency = times.latency();
  if (query.admission && result.steady) {
    Cycle latency = 0;
    for (std::size_t f = 0; f < times.last_out.size(); ++f)
      latency =
          std::max(latency, times.last_out[f] - admitted(*query.admission, static_cast<std::int64_t>(f)));
    result.latency_admitted = latency;
  }
  return result;
}

}  // namespace weir::models

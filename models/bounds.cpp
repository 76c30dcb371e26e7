#include "models/bounds.hpp"

#include <algorithm>

#include "models/critical.hpp"
#include "models/scheduler.hpp"

namespace weir::models {

namespace {

// Enough for what holds up a frame to show up a second time.
constexpr std::int64_t kHistoryFrames = 2;

}  // namespace

Bounds bound_interval(const Network& network, const Traffic& traffic, const BoundsQuery& query) {
  const Stimulus stimulus{query.most_frames, traffic, {}};
  Recording recording;
  recording.levels = query.levels;
  recording.look_ahead_frames = query.look_ahead_frames;
  if (query.culprits) recording.history_frames = kHistoryFrames;
  Pipeline pipeline(network, stimulus, recording, {}, query.admission);
  if (query.from != nullptr) pipeline.go_on_from(*query.from);
  SteadyStateFinder finder(pipeline, true, query.from != nullptr);
  Scheduler scheduler(0);
  host(pipeline, scheduler);
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
  std::int64_t frames = -1;  // when that was looked at: there is news with a frame only
  scheduler.run([&] {
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
    result.culprits = critical_streams(pipeline);
  }
  result.steady = finder.found().has_value();
  result.frames = finder.frames();
  if (result.frames > 0) result.latest = finder.latest();
  for (const auto& channel : pipeline.channels) {
    result.beats += static_cast<std::int64_t>(channel->pushed());
    result.levels.push_back(channel->level());
  }
  const FrameTimes times = pipeline.frame_times();
  if (!times.last_out.empty() && query.from == nullptr)
    result.latency = times.last_out[0] - times.first_in[0];
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

#include "models/bounds.hpp"

#include <algorithm>

#include "models/scheduler.hpp"

namespace weir::models {

Bounds bound_interval(const Network& network, const Traffic& traffic, const BoundsQuery& query) {
  const Stimulus stimulus{query.most_frames, traffic, {}};
  Recording recording;
  recording.levels = query.levels;
  recording.look_ahead_frames = query.look_ahead_frames;
  Pipeline pipeline(network, stimulus, recording, {}, query.admission);
  SteadyStateFinder finder(pipeline, true);
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
  scheduler.run([&] { return interrupted() || decided(); });

  Bounds result;
  result.interval = finder.bounds();
  result.locks = !interrupted() && !decided() && !pipeline.complete();
  if (result.locks) result.waits = pipeline.waits();
  result.steady = finder.found().has_value();
  result.frames = finder.frames();
  for (const auto& channel : pipeline.channels) {
    result.beats += static_cast<std::int64_t>(channel->pushed());
    result.levels.push_back(channel->level());
  }
  const FrameTimes times = pipeline.frame_times();
  if (!times.last_out.empty()) result.latency = times.last_out[0] - times.first_in[0];
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

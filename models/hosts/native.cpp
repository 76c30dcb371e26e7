#include "models/hosts/native.hpp"

#include <algorithm>
#include <stdexcept>

#include "models/hosts/scheduler.hpp"

namespace weir::models {

NativeResult run_native(const Network& network, const Stimulus& stimulus, const NativeOptions& options) {
  Recording recording = options.recording;
  recording.offer_ahead();
  Pipeline pipeline(network, stimulus, recording);
  std::optional<SteadyStateFinder> finder;
  if (options.find_steady_state) finder.emplace(pipeline);
  Scheduler scheduler(pipeline, options.order_seed);
  // Process steps between two calls of check(): milliseconds of work.
  constexpr std::uint64_t kBetweenChecks = 1024;
  std::uint64_t steps = 0;
  scheduler.run([&] {
    if (options.check && ++steps % kBetweenChecks == 0) options.check();
    return options.stop_when_steady && finder && finder->found();
  });
  NativeResult result;
  result.waits = pipeline.waits();
  result.trace = pipeline.take_trace("native", pipeline.last_cycle());
  if (finder) result.steady = finder->found();
  return result;
}

std::optional<Cycle> steady_latency(const FrameTimes& frames, const SteadyState& steady) {
  const auto end = static_cast<std::size_t>(steady.transient_frames + steady.period_frames);
  const auto needed = static_cast<std::size_t>(steady.frames_needed);
  if (frames.last_out.size() < needed || frames.first_in.size() < needed) return std::nullopt;
  Cycle latency = 0;
  for (auto f = static_cast<std::size_t>(steady.transient_frames); f < end; ++f) {
    latency = std::max(latency, frames.last_out[f] - frames.first_in[f]);
  }
  return latency;
}

Timing time_frames(const Network& network, const Stimulus& stimulus, std::optional<SteadyState> known,
                   const std::function<void()>& check) {
  NativeOptions plain;
  plain.check = check;
  if (!known) {
    NativeOptions options = plain;
    options.find_steady_state = true;
    options.stop_when_steady = true;
    known = run_native(network, stimulus, options).steady;
  }

  const auto simulate = [&](std::int64_t frames) {
    Stimulus some = stimulus;
    some.frames = frames;
    return run_native(network, some, plain);
  };
  const auto shorter = [&]() -> std::int64_t {  // the number of frames to simulate: the rest is whole periods
    if (!known) return stimulus.frames;
    const std::int64_t needed = known->frames_needed;
    if (stimulus.frames <= needed) return stimulus.frames;
    return needed + (stimulus.frames - needed) % known->period_frames;
  };
  const std::int64_t frames = shorter();
  const NativeResult base = simulate(frames);
  Timing timing;
  timing.last_cycle = base.trace.last_cycle;
  timing.layers = base.trace.layers;
  timing.steady = known;
  timing.simulated_frames = frames;
  timing.complete = base.trace.complete;
  timing.waits = base.waits;
  timing.latency = base.trace.frames.latency();
  if (known) timing.latency_steady = steady_latency(base.trace.frames, *known);
  if (frames == stimulus.frames) return timing;

  // Every further period adds the same amount to each figure.
  const NativeResult longer = simulate(frames + known->period_frames);
  if (longer.trace.complete != base.trace.complete ||
      longer.trace.last_cycle - base.trace.last_cycle != known->period_cycles) {
    throw std::logic_error("native: a proved period did not repeat");
  }
  const std::int64_t periods = (stimulus.frames - frames) / known->period_frames;
  timing.last_cycle += periods * (longer.trace.last_cycle - base.trace.last_cycle);
  for (std::size_t l = 0; l < timing.layers.size(); ++l) {
    LayerActivity& layer = timing.layers[l];
    const LayerActivity& more = longer.trace.layers[l];
    const LayerActivity& less = base.trace.layers[l];
    layer.busy += periods * (more.busy - less.busy);
    layer.blocked += periods * (more.blocked - less.blocked);
    layer.starved += periods * (more.starved - less.starved);
  }
  timing.simulated_frames = frames + known->period_frames;
  return timing;
}

}  // namespace weir::models

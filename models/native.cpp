#include "models/native.hpp"

#include <algorithm>
#include <bit>
#include <random>
#include <stdexcept>

namespace weir::models {

namespace {

// Processes that can go on. The one most downstream goes first: those before it then find the most room and
// do the most at once. (Or any of them, at random.)
class Scheduler {
 public:
  explicit Scheduler(std::uint64_t order_seed) : random_order_(order_seed != 0), random_(order_seed) {}

  // A process as the scheduler and its channels know it.
  class Task final : public Waiter {
   public:
    Task(Scheduler& scheduler, std::size_t index, Process process)
        : scheduler_(scheduler), index_(index), process_(std::move(process)) {}
    // A process that waits for either of two streams may be woken by both.
    void wake() override { scheduler_.ready_[index_ / 64] |= std::uint64_t{1} << (index_ % 64); }
    void resume() { process_.resume(); }

   private:
    Scheduler& scheduler_;
    std::size_t index_;
    Process process_;
  };

  // Tasks are started from upstream to downstream.
  Task& start(Process process) {
    if (tasks_.size() % 64 == 0) ready_.push_back(0);
    tasks_.push_back(std::make_unique<Task>(*this, tasks_.size(), std::move(process)));
    tasks_.back()->wake();
    return *tasks_.back();
  }

  // Runs until no process can go on, or until `stop` says so between two of them.
  template <class Stop>
  void run(const Stop& stop) {
    for (Task* task = next(); task != nullptr && !stop(); task = next()) task->resume();
  }

 private:
  // Takes one from those that can go on; null if there is none.
  Task* next() {
    if (random_order_) return next_at_random();
    for (std::size_t word = ready_.size(); word-- > 0;) {
      if (ready_[word] == 0) continue;
      const auto bit = static_cast<std::size_t>(std::bit_width(ready_[word]) - 1);
      ready_[word] ^= std::uint64_t{1} << bit;
      return tasks_[64 * word + bit].get();
    }
    return nullptr;
  }

  Task* next_at_random() {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if ((ready_[i / 64] >> (i % 64) & 1U) != 0) ready.push_back(i);
    }
    if (ready.empty()) return nullptr;
    const std::size_t chosen = ready[random_() % ready.size()];
    ready_[chosen / 64] ^= std::uint64_t{1} << (chosen % 64);
    return tasks_[chosen].get();
  }

  bool random_order_;
  std::mt19937_64 random_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<std::uint64_t> ready_;  // a bit a task
};

void host(Pipeline& pipeline, Scheduler& scheduler) {
  const auto channel = [&](int stream) -> Channel& {
    return *pipeline.channels[static_cast<std::size_t>(stream)];
  };
  for (std::size_t i = 0; i < pipeline.sources.size(); ++i) {
    channel(pipeline.network.inputs[i]).set_writer(scheduler.start(pipeline.sources[i].run()));
  }
  for (std::size_t l = 0; l < pipeline.layers.size(); ++l) {
    auto& task = scheduler.start(pipeline.layers[l]->run());
    for (const int s : pipeline.network.layers[l].inputs) channel(s).set_reader(task);
    for (const int s : pipeline.network.layers[l].outputs) channel(s).set_writer(task);
  }
  for (std::size_t o = 0; o < pipeline.sinks.size(); ++o) {
    channel(pipeline.network.outputs[o]).set_reader(scheduler.start(pipeline.sinks[o].run()));
  }
}

}  // namespace

NativeResult run_native(const Network& network, const Stimulus& stimulus, const NativeOptions& options) {
  Pipeline pipeline(network, stimulus, options.recording);
  std::optional<SteadyStateFinder> finder;
  if (options.find_steady_state) finder.emplace(pipeline);
  Scheduler scheduler(options.order_seed);
  host(pipeline, scheduler);
  scheduler.run([&] { return options.stop_when_steady && finder && finder->found(); });
  NativeResult result;
  result.frames = pipeline.frame_times();
  result.waits = pipeline.waits();
  result.trace = pipeline.take_trace("native", pipeline.last_cycle());
  if (finder) result.steady = finder->found();
  return result;
}

std::optional<Cycle> steady_latency(const FrameTimes& frames, const SteadyState& steady) {
  const auto end = static_cast<std::size_t>(steady.transient_frames + steady.period_frames);
  if (frames.last_out.size() < end || frames.first_in.size() < end) return std::nullopt;
  Cycle latency = 0;
  for (auto f = static_cast<std::size_t>(steady.transient_frames); f < end; ++f) {
    latency = std::max(latency, frames.last_out[f] - frames.first_in[f]);
  }
  return latency;
}

Timing time_frames(const Network& network, const Stimulus& stimulus, std::optional<SteadyState> known) {
  if (!known) {
    NativeOptions options;
    options.find_steady_state = true;
    options.stop_when_steady = true;
    known = run_native(network, stimulus, options).steady;
  }

  const auto simulate = [&](std::int64_t frames) {
    Stimulus some = stimulus;
    some.frames = frames;
    return run_native(network, some, {});
  };
  const auto shorter =
      [&]() -> std::int64_t {  // as many frames as behave like all of them but for whole periods
    if (!known) return stimulus.frames;
    const std::int64_t needed = known->transient_frames + known->period_frames;
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
  if (!base.frames.last_out.empty()) timing.latency = base.frames.last_out[0] - base.frames.first_in[0];
  if (known) timing.latency_steady = steady_latency(base.frames, *known);
  if (frames == stimulus.frames) return timing;

  // Every further period adds the same again, in all of the figures.
  const NativeResult longer = simulate(frames + known->period_frames);
  if (!longer.trace.complete || longer.trace.last_cycle - base.trace.last_cycle != known->period_cycles) {
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

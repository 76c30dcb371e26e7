// Whole networks in every engine.
#include <chrono>
#include <memory>
#include <optional>

#include "bench/subject.hpp"
#include "models/hosts/native.hpp"

namespace weir::bench {

namespace {

using benchmark::Counter;
using testbench::EngineRun;

constexpr testbench::ModelOptions kTimingOnly{.values = false, .record = false};

using LazySubject = std::function<const Subject&()>;

// Loaded when it is first measured, so that a filter on names spares the rest.
LazySubject lazily(const std::string& scenario) {
  auto subject = std::make_shared<std::optional<Subject>>();
  return [scenario, subject]() -> const Subject& {
    if (!*subject) subject->emplace(Subject::of_scenario(scenario));
    return **subject;
  };
}

// Every cycle of `frames` frames; counts cycles and beats.
void count_cycles(benchmark::State& state, const std::string& network, const Subject& subject,
                  std::int64_t frames, const std::function<EngineRun()>& simulate) {
  double seconds = 0;
  double cycles = 0;
  double beats = 0;
  std::string engine;
  std::optional<int> optimisation;
  for (auto _ : state) {
    const Timed result = timed(simulate);
    if (!result.run.trace.complete || !result.run.fault.empty())
      return state.SkipWithError(("incomplete " + result.run.fault).c_str());
    state.SetIterationTime(result.seconds);
    seconds += result.seconds;
    cycles += static_cast<double>(result.run.trace.last_cycle + 1);
    beats += static_cast<double>(frames * subject.beats_per_frame());
    engine = result.run.trace.engine;
    optimisation = result.run.optimisation;
  }
  state.counters["cycles/s"] = cycles / seconds;
  state.counters["beats/s"] = beats / seconds;
  state.counters["ns/beat"] = seconds / beats * 1e9;
  state.counters["s/frame"] = seconds / static_cast<double>(state.iterations() * frames);
  note({network, engine, cycles / seconds, seconds / beats * 1e9, optimisation});
}

void count_frames(benchmark::State& state, std::int64_t frames, const std::function<EngineRun()>& simulate) {
  double seconds = 0;
  for (auto _ : state) {
    const Timed result = timed(simulate);
    if (!result.run.fault.empty()) return state.SkipWithError(result.run.fault.c_str());
    state.SetIterationTime(result.seconds);
    seconds += result.seconds;
  }
  state.counters["frames/s"] = static_cast<double>(state.iterations() * frames) / seconds;
}

// The least that keeping a beat's two cycles can cost: for each stream of the network a plain ring of cycles,
// a push and a pop a beat.
void rings(benchmark::State& state, const std::string& network, const Subject& subject, std::int64_t frames) {
  double seconds = 0;
  double beats = 0;
  for (auto _ : state) {
    const double begin = processor_seconds();
    const auto wall = std::chrono::steady_clock::now();
    for (const Stream& stream : subject.network.streams) {
      std::vector<Cycle> slots(static_cast<std::size_t>(stream.depth), -1);
      std::size_t slot = 0;
      Cycle push = -1;
      Cycle pop = -1;
      for (std::int64_t i = 0; i < frames * stream.beats_per_frame; ++i) {
        push = std::max(push, slots[slot]) + 1;
        slots[slot] = push;
        benchmark::ClobberMemory();  // the ring is memory, not a register
        pop = std::max(pop, slots[slot]) + 1;
        slots[slot] = pop;
        if (++slot == slots.size()) slot = 0;
      }
      benchmark::DoNotOptimize(pop);
    }
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
    const double used = processor_seconds() - begin;
    const double least = used > 0.02 ? std::min(used, took) : took;
    state.SetIterationTime(least);
    seconds += least;
    beats += static_cast<double>(frames * subject.beats_per_frame());
  }
  state.counters["ns/beat"] = seconds / beats * 1e9;
  note({network, "bare ring", 0, seconds / beats * 1e9, std::nullopt});
}

// So many frames that they take about `cycles` cycles in the steady state, and three at least.
std::int64_t frames_for(const Subject& subject, std::int64_t cycles) {
  return std::max<std::int64_t>(3, cycles / subject.network.interval_bound());
}

void register_timing(const std::string& name, const LazySubject& subject) {
  register_timed(name + "/bare-ring", [=](benchmark::State& state) {
    rings(state, name, subject(), frames_for(subject(), 30'000'000));
  });
  register_timed(name + "/native/timing-only", [=](benchmark::State& state) {
    const std::int64_t frames = frames_for(subject(), 10'000'000);
    const Stimulus stimulus = subject().timing_only(frames);
    count_cycles(state, name, subject(), frames,
                 [&] { return testbench::run_native(subject().network, stimulus, kTimingOnly); });
  });
  register_timed(name + "/systemc/timing-only", [=](benchmark::State& state) {
    const std::int64_t frames = frames_for(subject(), 2'000'000);
    const Stimulus stimulus = subject().timing_only(frames);
    count_cycles(state, name, subject(), frames,
                 [&] { return testbench::run_systemc(subject().network, stimulus, {kTimingOnly}); });
  });
}

void register_network(const std::string& name) {
  const LazySubject subject = lazily(name);
  register_timing(name, subject);
  register_timed(name + "/rtl", [=](benchmark::State& state) {
    const std::int64_t frames = frames_for(subject(), 8'000);
    const Stimulus stimulus = subject().with_data(frames);
    const testbench::RtlBuild build = testbench::build_rtl(subject().network, true);  // not measured
    count_cycles(state, name, subject(), frames,
                 [&] { return testbench::run_rtl(subject().network, build, stimulus, {}); });
  });
  register_timed(name + "/native/with-data", [=](benchmark::State& state) {
    const std::int64_t frames = frames_for(subject(), 1'000'000);
    const Stimulus stimulus = subject().with_data(frames);
    count_frames(state, frames,
                 [&] { return testbench::run_native(subject().network, stimulus, {.record = false}); });
  });
}

}  // namespace

void register_engines() {
  for (const char* name : {"lfc-w1a1", "tfc-w1a1", "kws", "cnv-w1a1"}) register_network(name);
  // Too large for the rtl engine as a whole, or to be compiled for a benchmark.
  for (const char* name : {"mobilenet-v1", "resnet50"}) register_timing(name, lazily(name));
  // Of finn-rtllib's blocks, wire to wire: strongly folded, and weakly.
  for (const char* name : {"cnv", "weak"})
    register_timing(std::string("rtllib-") + name, lazily(std::string("../tests/rtllib/") + name));

  const auto lfc = lazily("lfc-w1a1");
  register_timed("lfc-w1a1/golden", [=](benchmark::State& state) {
    constexpr std::int64_t kFrames = 256;
    std::vector<std::vector<Tensor>> frames;
    for (std::int64_t f = 0; f < kFrames; ++f) frames.push_back({lfc().frames.frame(f)});
    count_frames(state, kFrames, [&] { return testbench::run_golden(lfc().network, frames); });
  });
  register_timed("lfc-w1a1/hls", [=](benchmark::State& state) {
    constexpr std::int64_t kFrames = 16;
    const Stimulus stimulus = lfc().with_data(kFrames);
    testbench::run_hls(lfc().network, stimulus);  // builds it
    count_frames(state, kFrames, [&] { return testbench::run_hls(lfc().network, stimulus); });
  });
  register_timed("lfc-w1a1/time-frames/1000000", [=](benchmark::State& state) {
    const Stimulus stimulus = lfc().timing_only(1'000'000);
    std::int64_t simulated = 0;
    for (auto _ : state) {
      const auto begin = std::chrono::steady_clock::now();
      const models::Timing timing = models::time_frames(lfc().network, stimulus);
      state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
      simulated = timing.simulated_frames;
    }
    state.counters["simulated"] = static_cast<double>(simulated);
  });
}

}  // namespace weir::bench

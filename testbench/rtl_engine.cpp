// The rtl engine: a whole network's Verilated core, its sources and sinks, stepped until the last beat is
// out.
#include <algorithm>
#include <chrono>

#include "testbench/border_driver.hpp"
#include "testbench/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/monitor.hpp"
#include "testbench/patience.hpp"
#include "testbench/stall_driver.hpp"

namespace weir::testbench {

namespace {

// Cycles between checks for an interrupt: milliseconds.
constexpr Cycle kBetweenChecks = 1024;

// Drives the core's ports: sources, sinks and stalls, from cycle 0 on.
class Surroundings {
 public:
  Surroundings(const Network& network, const VerilatedCore& core, const Stimulus& stimulus)
      : stalls_(core, stimulus.traffic) {
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      const auto s = static_cast<std::size_t>(network.inputs[i]);
      const Beats& beats = stimulus.inputs[i];
      sources_.emplace_back(core, network.streams[s], stimulus.traffic.streams[s].push,
                            network.finn ? network.finn->idle : 0,
                            [&beats, next = std::int64_t{0}]() mutable {
                              return next < beats.size() ? beats.beat(next++) : nullptr;
                            });
    }
    for (const int output : network.outputs) {
      const auto s = static_cast<std::size_t>(output);
      sinks_.emplace_back(core, network.streams[s], stimulus.traffic.streams[s].pop);
    }
  }

  void drive(Cycle cycle) {
    for (SourceDriver& source : sources_) source.drive(cycle);
    for (SinkDriver& sink : sinks_) sink.drive(cycle);
    stalls_.drive(cycle);
  }
  void after_evaluation() {
    for (SourceDriver& source : sources_) source.after_evaluation();
  }

 private:
  std::vector<SourceDriver> sources_;
  std::vector<SinkDriver> sinks_;
  StallDriver stalls_;
};

}  // namespace

Cycle expected_cycles(const Network& network, const Stimulus& stimulus) {
  Cycle interval = network.interval_bound();
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const StreamTraffic& traffic = stimulus.traffic.streams[s];
    for (const Pattern& pattern : {traffic.push, traffic.pop}) {
      const Cycle open = pattern.open_min + pattern.open_max;  // twice the mean, like the closed run below
      const Cycle closed = pattern.closed_min + pattern.closed_max;
      interval = std::max(interval, network.streams[s].beats_per_frame * (open + closed) / open);
    }
  }
  // The first frame's latency is 2 to 4.3 intervals in the networks of scenarios/, 3 in the middle.
  constexpr std::int64_t kFramesOfFilling = 2;
  return (stimulus.frames + kFramesOfFilling) * interval;
}

EngineRun run_rtl(const Network& network, const Stimulus& stimulus, const RtlOptions& options) {
  const Cycle cycles = expected_cycles(network, stimulus) + options.reset_after_cycles;
  const RtlBuild build = build_rtl(network, true, Capacity::kAmple, cycles);
  EngineRun run = run_rtl(network, build, stimulus, options);
  run.build_s = build.build_s;
  run.notes = build.notes;
  run.assumed = build.assumed;
  return run;
}

EngineRun run_rtl(const Network& network, const RtlBuild& build, const Stimulus& stimulus,
                  const RtlOptions& options) {
  // FPGA registers start at 0. Other RTL may rely on that; ours must not.
  VerilatedCore core(network, build, network.finn ? 0 : options.seed);
  if (options.reset_after_cycles > 0) {
    Surroundings begun(network, core, stimulus);
    for (Cycle cycle = 0; cycle < options.reset_after_cycles; ++cycle) {
      if (cycle % kBetweenChecks == 0) check_interrupt();
      begun.drive(cycle);
      core.evaluate();
      begun.after_evaluation();
      core.clock();
    }
    core.reset();
  }
  Monitor monitor(network, core, stimulus.frames, options.waves);
  Surroundings surroundings(network, core, stimulus);

  // Runs on after the last frame until nothing has moved for so long that nothing can move any more. Only a
  // memory, which streams ahead, may still be running then.
  EngineRun run;
  run.optimisation = build.optimisation;
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const Cycle expected = expected_cycles(network, stimulus);
  const Cycle most_idle = patience(network, stimulus.traffic);
  bool complete = false;
  Cycle cycle = 0;
  for (; cycle - monitor.last_moved() <= most_idle && run.fault.empty(); ++cycle) {
    if (cycle % kBetweenChecks == 0) {
      check_interrupt();
      // The run ends with the last beat; `expected` is an estimate.
      if (options.share && cycle < expected)
        options.share(static_cast<double>(cycle), static_cast<double>(expected));
    }
    surroundings.drive(cycle);
    core.evaluate();
    monitor.sample(cycle);
    surroundings.after_evaluation();
    core.clock();
    run.fault = core.failure();
    if (run.fault.empty()) run.fault = monitor.overrun();
    if (complete || !monitor.complete()) continue;
    complete = true;
    run.wall_s = seconds();
  }
  if (!complete) run.wall_s = seconds();
  if (!run.fault.empty()) {
    run.fault = "cycle " + std::to_string(cycle - 1) + ": " + run.fault;
  } else {
    run.fault = monitor.fault();
    if (run.fault.empty() && complete)
      run.fault = pushed_late(network, monitor.streams(), monitor.last_moved());
  }

  Trace& trace = run.trace;
  trace.engine = "rtl";
  trace.timed = true;
  trace.has_values = true;
  trace.complete = complete;
  trace.last_cycle = monitor.last_moved();
  if (!complete) run.waits = monitor.waits();
  trace.streams = std::move(monitor.streams());
  for (StreamTrace& stream : trace.streams) cut(stream, trace.last_cycle);
  trace.layers = monitor.activity(trace.last_cycle);
  drop_surplus(network, stimulus.frames, trace);
  trace.waves = monitor.waves(trace.last_cycle);
  trace.frames = frame_times(network, trace, stimulus.frames);
  return run;
}

FrameTimes frame_times(const Network& network, const Trace& trace, std::int64_t frames) {
  FrameTimes times;
  const auto gather = [&](std::vector<Cycle>& cycles, const std::vector<int>& streams, bool in) {
    for (std::int64_t f = 0; f < frames; ++f) {
      std::optional<Cycle> cycle;
      for (const int s : streams) {
        const std::int64_t beats = network.stream(s).beats_per_frame;
        const StreamTrace& stream = trace.stream(s);
        const std::vector<Cycle>& transfers = in ? stream.push : stream.pop;
        const auto index = static_cast<std::size_t>(in ? f * beats : (f + 1) * beats - 1);
        if (index >= transfers.size()) return;
        cycle = !cycle ? transfers[index]
                : in   ? std::min(*cycle, transfers[index])
                       : std::max(*cycle, transfers[index]);
      }
      cycles.push_back(*cycle);
    }
  };
  gather(times.first_in, network.inputs, true);
  gather(times.last_out, network.outputs, false);
  return times;
}

}  // namespace weir::testbench

// The rtl engine: a whole network's Verilated core, its sources and sinks, stepped until the last beat is
// out.
#include <algorithm>
#include <chrono>

#include "testbench/engines.hpp"
#include "testbench/monitor.hpp"
#include "testbench/scoreboard.hpp"
#include "testbench/stall_driver.hpp"

namespace weir::testbench {

namespace {

// Drives one network input: a beat once offered stays offered until it is taken.
class SourceDriver {
 public:
  SourceDriver(const VerilatedCore& core, const Stream& stream, const Pattern& arrival, const Beats& beats)
      : data_(core.port("s_axis_" + stream.name + "_tdata")),
        valid_(core.port("s_axis_" + stream.name + "_tvalid")),
        ready_(core.port("s_axis_" + stream.name + "_tready")),
        width_bits_(stream.width_bits),
        gate_(arrival),
        beats_(beats) {}

  void drive(Cycle cycle) {
    if (!offered_ && next_ < beats_.size() && gate_.is_open(cycle)) {
      offered_ = true;
      data_.set_words(beats_.beat(next_), width_bits_);
    }
    valid_.set(offered_ ? 1 : 0);
  }
  void after_evaluation() {
    if (!offered_ || ready_.get() == 0) return;
    offered_ = false;
    ++next_;
  }

 private:
  Port data_, valid_, ready_;
  std::int64_t width_bits_;
  Gate gate_;
  const Beats& beats_;
  std::int64_t next_ = 0;
  bool offered_ = false;
};

class SinkDriver {
 public:
  SinkDriver(const VerilatedCore& core, const Stream& stream, const Pattern& acceptance)
      : ready_(core.port("m_axis_" + stream.name + "_tready")), gate_(acceptance) {}
  void drive(Cycle cycle) { ready_.set(gate_.is_open(cycle) ? 1 : 0); }

 private:
  Port ready_;
  Gate gate_;
};

// Whatever drives the core's ports: sources, sinks and stalls, from cycle 0 on.
class Surroundings {
 public:
  Surroundings(const Network& network, const VerilatedCore& core, const Stimulus& stimulus)
      : stalls_(core, stimulus.traffic) {
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      const auto s = static_cast<std::size_t>(network.inputs[i]);
      sources_.emplace_back(core, network.streams[s], stimulus.traffic.streams[s].push, stimulus.inputs[i]);
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

// Cycles without any transfer after which nothing can move again.
Cycle patience(const Network& network, const Traffic& traffic) {
  Cycle cycles = longest_silence(network);
  for (const StreamTraffic& stream : traffic.streams)
    cycles += stream.push.closed_max + stream.pop.closed_max;
  return cycles;
}

}  // namespace

EngineRun run_rtl(const Network& network, const Stimulus& stimulus, const EngineOptions& options) {
  const RtlBuild build = build_rtl(network, true);
  EngineRun run = run_rtl(network, build, stimulus, options);
  run.build_s = build.build_s;
  return run;
}

EngineRun run_rtl(const Network& network, const RtlBuild& build, const Stimulus& stimulus,
                  const EngineOptions& options) {
  VerilatedCore core(network, build, options.seed);
  if (options.reset_after_cycles > 0) {
    Surroundings begun(network, core, stimulus);
    for (Cycle cycle = 0; cycle < options.reset_after_cycles; ++cycle) {
      begun.drive(cycle);
      core.evaluate();
      begun.after_evaluation();
      core.clock();
    }
    core.reset();
  }
  Monitor monitor(network, core, options.waves);
  Surroundings surroundings(network, core, stimulus);
  const auto complete = [&] { return monitor.complete(stimulus.frames); };

  EngineRun run;
  const auto begin = std::chrono::steady_clock::now();
  const Cycle most_idle = patience(network, stimulus.traffic);
  Cycle last_moved = -1;
  Cycle last_busy = -1;  // a memory's streams, too: a unit may long go on with its weights alone
  Cycle cycle = 0;
  for (; !complete() && cycle - last_busy <= most_idle && run.fault.empty(); ++cycle) {
    surroundings.drive(cycle);
    core.evaluate();
    monitor.sample(cycle);
    if (monitor.moved()) last_moved = cycle;
    if (monitor.busy()) last_busy = cycle;
    surroundings.after_evaluation();
    core.clock();
    run.fault = core.failure();
    if (run.fault.empty()) {
      if (const std::string stream = monitor.overrun(stimulus.frames); !stream.empty())
        run.fault = "stream " + stream + ": more beats were popped than the frames have";
    }
  }
  run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (run.fault.empty()) {
    run.fault = monitor.fault();
  } else {
    run.fault = "cycle " + std::to_string(cycle - 1) + ": " + run.fault;
  }

  // Nothing may come after the last frame but what a memory streams ahead.
  if (run.fault.empty() && complete()) {
    Monitor after(network, core, false);
    for (Cycle idle = 0; idle < most_idle; ++idle) {
      surroundings.drive(cycle + idle);
      core.evaluate();
      after.sample(cycle + idle);
      surroundings.after_evaluation();
      core.clock();
    }
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      const std::size_t more = after.streams()[s].push.size() + after.streams()[s].pop.size();
      if (more == 0 || network.endless(static_cast<int>(s)) || !run.fault.empty()) continue;
      run.fault = "stream " + network.streams[s].name + ": " + std::to_string(more) +
                  " transfers after the last frame";
    }
    if (run.fault.empty()) run.fault = core.failure();
  }

  run.trace.engine = "rtl";
  run.trace.timed = true;
  run.trace.has_values = true;
  run.trace.complete = complete();
  if (!run.trace.complete) run.waits = monitor.waits();
  run.trace.last_cycle = run.trace.complete ? cycle - 1 : last_moved;
  run.trace.streams = std::move(monitor.streams());
  for (StreamTrace& stream : run.trace.streams)
    cut(stream, run.trace.last_cycle);  // of what a memory streamed while all else stood still
  run.trace.layers = monitor.activity(run.trace.last_cycle);
  run.waves = std::move(monitor.waves());
  run.frames = frame_times(network, run.trace, stimulus.frames);
  return run;
}

models::FrameTimes frame_times(const Network& network, const Trace& trace, std::int64_t frames) {
  models::FrameTimes times;
  const auto gather = [&](std::vector<Cycle>& cycles, const std::vector<int>& streams, bool in) {
    for (std::int64_t f = 0; f < frames; ++f) {
      std::optional<Cycle> cycle;
      for (const int s : streams) {
        const std::int64_t beats = network.streams[static_cast<std::size_t>(s)].beats_per_frame;
        const StreamTrace& stream = trace.streams[static_cast<std::size_t>(s)];
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

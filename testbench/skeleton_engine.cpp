// The skeleton engine: a network's RTL cut down to its handshakes, with its sources and sinks, run from event
// to event until the last beat is out.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>

#include "testbench/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/monitor.hpp"
#include "testbench/patience.hpp"
#include "testbench/skeleton_build.hpp"
#include "testbench/skeleton_check.hpp"
#include "testbench/skeleton_core.hpp"

namespace weir::testbench {

namespace {

using skeleton::Net;
using skeleton::Simulation;

constexpr Cycle kForever = skeleton::Machine::kForever;

// An open/closed pattern in time: a sink's ready, or the gate at a stream's end.
class Opening {
 public:
  Opening(Net net, const Pattern& pattern) : net_(net), gate_(pattern) {}
  void drive(Simulation& core, Cycle cycle) { core.set(net_, gate_.is_open(cycle)); }
  // The number of cycles, from this one on, for which it does not change.
  Cycle holds(Cycle cycle) {
    if (gate_.always_open()) return kForever;
    const Cycle open = gate_.next_open(cycle);
    return open == cycle ? 1 : open - cycle;
  }

 private:
  Net net_;
  Gate gate_;
};

// Drives one network input: a beat once offered stays offered until it is taken.
class Source {
 public:
  Source(Net valid, Net ready, const Pattern& arrival, Cycle first, std::int64_t beats)
      : valid_(valid), ready_(ready), gate_(arrival), first_(first), beats_(beats), left_(beats) {}

  void drive(Simulation& core, Cycle cycle) {
    if (!offered_ && left_ > 0 && cycle >= first_ && gate_.is_open(cycle)) {
      offered_ = true;
      --left_;
    }
    core.set(valid_, offered_);
  }
  Cycle holds(const Simulation& core, Cycle cycle) {
    if (offered_ && !core.value(ready_)) return kForever;
    if (offered_) return gate_.always_open() ? left_ + 1 : 1;
    if (left_ == 0) return kForever;
    return gate_.next_open(std::max(cycle, first_)) - cycle;
  }
  [[nodiscard]] bool ended() const { return left_ == 0; }
  // The beats taken beyond `beats`, and whether another beat waits.
  [[nodiscard]] std::uint64_t ahead_of(std::int64_t beats) const {
    return static_cast<std::uint64_t>(2 * (beats_ - left_ - beats) + (offered_ ? 1 : 0));
  }
  [[nodiscard]] std::int64_t begun() const { return beats_ - left_; }
  void pass(const Simulation& core, Cycle cycles) {
    if (!offered_ || !core.value(ready_)) return;
    left_ -= cycles - 1;
    offered_ = false;
  }

 private:
  Net valid_, ready_;
  Gate gate_;
  Cycle first_;
  std::int64_t beats_;  // in all
  std::int64_t left_;   // not yet offered
  bool offered_ = false;
};

// Drives the core's inputs, from cycle 0 on.
class Environment {
 public:
  Environment(const Network& network, const SkeletonCore& core, const Stimulus& stimulus) {
    const Traffic& traffic = stimulus.traffic;
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      const std::string axis = "s_axis_" + network.stream(network.inputs[i]).name;
      sources_.emplace_back(core.net(axis + "_tvalid"), core.net(axis + "_tready"),
                            traffic.stream(network.inputs[i]).push, network.finn ? network.finn->idle : 0,
                            stimulus.inputs[i].size());
    }
    for (const int s : network.outputs)
      openings_.emplace_back(core.net("m_axis_" + network.stream(s).name + "_tready"), traffic.stream(s).pop);
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      openings_.emplace_back(core.net("push_open_i", s), traffic.streams[s].push);
      openings_.emplace_back(core.net("pop_open_i", s), traffic.streams[s].pop);
    }
  }

  // Sets the inputs and settles the core. Returns the number of cycles for which nothing changes.
  Cycle drive(Simulation& core, Cycle cycle) {
    for (Source& source : sources_) source.drive(core, cycle);
    for (Opening& opening : openings_) opening.drive(core, cycle);
    core.settle();
    Cycle cycles = core.rests();
    for (Source& source : sources_) cycles = std::min(cycles, source.holds(core, cycle));
    for (Opening& opening : openings_) cycles = std::min(cycles, opening.holds(cycle));
    return cycles;
  }
  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }
  void pass(Simulation& core, Cycle cycles) {
    for (Source& source : sources_) source.pass(core, cycles);
    core.advance(cycles);
  }

 private:
  std::vector<Source> sources_;
  std::vector<Opening> openings_;
};

// The cycles in which a condition held, as runs.
class Record {
 public:
  // The condition: both nets, or the first without the second.
  Record(Net first, Net second, bool without) : first_(first), second_(second), without_(without) {}

  void note(const Simulation& core, Cycle cycle) {
    const bool now = core.value(first_) && core.value(second_) != without_;
    if (now == on_) return;
    on_ = now;
    if (now) {
      runs_.push_back({cycle, 0});
    } else {
      close(cycle);
    }
  }
  [[nodiscard]] bool is_on() const { return on_; }
  // The number of such cycles before `cycle`.
  [[nodiscard]] std::int64_t until(Cycle cycle) const {
    return closed_ + (on_ ? cycle - runs_.back().from : 0);
  }
  void end(Cycle cycle) {
    if (on_) close(cycle);
    on_ = false;
  }
  [[nodiscard]] std::vector<Cycle> cycles() const {
    std::vector<Cycle> all;
    all.reserve(static_cast<std::size_t>(closed_));
    for (const Run& run : runs_) {
      for (Cycle i = 0; i < run.count; ++i) all.push_back(run.from + i);
    }
    return all;
  }
  // Of cycles 0 to `last`.
  [[nodiscard]] std::int64_t count(Cycle last) const {
    std::int64_t sum = 0;
    for (const Run& run : runs_) sum += std::clamp<Cycle>(last + 1 - run.from, 0, run.count);
    return sum;
  }

 private:
  struct Run {
    Cycle from;
    Cycle count;
  };
  void close(Cycle cycle) {
    runs_.back().count = cycle - runs_.back().from;
    closed_ += runs_.back().count;
  }

  Net first_, second_;
  bool without_;
  bool on_ = false;
  std::int64_t closed_ = 0;
  std::vector<Run> runs_;
};

// Records every stream's transfers and every layer's activity.
class HandshakeRecorder {
 public:
  HandshakeRecorder(const Network& network, const SkeletonCore& core, std::size_t nets, std::int64_t frames)
      : network_(network), frames_(frames), watched_(nets) {
    const auto watch = [&](Net first, Net second, bool without) {
      for (const Net net : {first, second})
        watched_[static_cast<std::size_t>(net)].push_back(static_cast<std::uint32_t>(records_.size()));
      records_.emplace_back(first, second, without);
    };
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      for (const std::string end : {"push", "pop"})
        watch(core.net(end + "_valid_o", s), core.net(end + "_ready_o", s), false);
      const std::int64_t used = frames * network.streams[s].beats_per_frame;
      used_.insert(used_.end(), 2, used);
      lacking_ += used > 0 ? 2 : 0;
    }
    ends_ = records_.size();
    for (std::size_t l = 0; l < network.layers.size(); ++l) {
      const Net issue = core.net("layer_issue_o", l);
      watch(issue, issue, false);
      watch(core.net("layer_blocked_o", l), issue, true);
    }
  }

  // Records the current cycle after it is settled; `first`: the first call.
  void note(const Simulation& core, Cycle cycle, bool first) {
    if (first) {
      for (std::uint32_t r = 0; r < records_.size(); ++r) note_record(core, cycle, r);
      return;
    }
    for (const Net net : core.changed()) {
      for (const std::uint32_t r : watched_[static_cast<std::size_t>(net)]) note_record(core, cycle, r);
    }
  }
  // Repeats this cycle's record for `cycles` cycles.
  void pass(Cycle cycle, Cycle cycles) {
    for (const std::uint32_t end : moving_) {
      const std::int64_t before = records_[end].until(cycle);
      const std::int64_t left = used_[end] - before;
      if (left <= 0) {
        if (end % 2 == 1) note_overrun(end / 2, before + cycles, cycle);
        continue;
      }
      last_moved_ = std::max(last_moved_, cycle + std::min(left, cycles) - 1);
      if (left <= cycles) --lacking_;
    }
  }

  // Cycles until a frame may have left an output.
  [[nodiscard]] Cycle to_boundary(Cycle cycle) const {
    Cycle least = kForever;
    for (const std::uint32_t end : moving_) {
      const Stream& stream = network_.streams[end / 2];
      if (end % 2 == 0 || stream.to != kBorder) continue;
      const std::int64_t beats = stream.beats_per_frame;
      least = std::min(least, beats - records_[end].until(cycle) % beats);
    }
    return least;
  }
  // Beats that have left an output before this cycle.
  [[nodiscard]] std::int64_t popped(int output, Cycle cycle) const {
    return records_[2 * static_cast<std::size_t>(output) + 1].until(cycle);
  }

  [[nodiscard]] bool complete() const { return lacking_ == 0; }
  [[nodiscard]] Cycle last_moved() const { return last_moved_; }
  [[nodiscard]] const std::string& fault() const { return fault_; }

  [[nodiscard]] std::vector<Wait> waits(const Simulation& core, const skeleton::Design& design,
                                        Cycle cycle) const {
    Probes probes;
    const auto read = [&](const char* port, std::vector<std::uint64_t>& words) {
      const std::vector<Net>& nets = design.ports.at(port);
      words.resize((nets.size() + 63) / 64);
      for (std::size_t i = 0; i < nets.size(); ++i)
        words[i / 64] |= static_cast<std::uint64_t>(core.value(nets[i])) << (i % 64);
    };
    read("push_valid_o", probes.push_valid);
    read("push_ready_o", probes.push_ready);
    read("pop_valid_o", probes.pop_valid);
    read("pop_ready_o", probes.pop_ready);
    read("layer_issue_o", probes.issue);
    read("layer_blocked_o", probes.blocked);
    std::vector<std::int64_t> pushes;
    for (std::size_t end = 0; end < ends_; end += 2) pushes.push_back(records_[end].until(cycle));
    return waits_of(network_, probes, pushes, activity(cycle));
  }

  // Ends the record before this cycle.
  void finish(Cycle cycle, Trace& trace) {
    for (Record& record : records_) record.end(cycle);
    trace.last_cycle = last_moved_;
    for (std::size_t end = 0; end < ends_; end += 2) {
      StreamTrace& stream = trace.streams.emplace_back();
      stream.push = records_[end].cycles();
      stream.pop = records_[end + 1].cycles();
      stream.values = Beats(network_.streams[end / 2].width_bits);
    }
    trace.layers = activity(last_moved_);
  }

 private:
  void note_record(const Simulation& core, Cycle cycle, std::uint32_t r) {
    Record& record = records_[r];
    const bool before = record.is_on();
    record.note(core, cycle);
    if (r >= ends_ || record.is_on() == before) return;
    if (before) {
      std::erase(moving_, r);
    } else {
      moving_.push_back(r);
    }
  }
  void note_overrun(std::size_t stream, std::int64_t pops, Cycle cycle) {
    const std::optional<std::int64_t> most = most_pops(network_, stream, frames_);
    if (fault_.empty() && most && pops > *most)
      fault_ = "cycle " + std::to_string(cycle) + ": " + overrun_text(network_.streams[stream]);
  }
  [[nodiscard]] std::vector<LayerActivity> activity(Cycle last) const {
    std::vector<LayerActivity> layers(network_.layers.size());
    for (std::size_t l = 0; l < layers.size(); ++l) {
      layers[l].busy = records_[ends_ + 2 * l].count(last);
      layers[l].blocked = records_[ends_ + 2 * l + 1].count(last);
      layers[l].starved = last + 1 - layers[l].busy - layers[l].blocked;
    }
    return layers;
  }

  const Network& network_;
  std::int64_t frames_;
  std::vector<std::vector<std::uint32_t>> watched_;  // by net: the records that depend on it
  std::vector<Record> records_;        // push and pop of each stream, then issue and blocked of each layer
  std::vector<std::int64_t> used_;     // by end: beats that the frames use
  std::vector<std::uint32_t> moving_;  // ends at which a beat moves in the current cycles
  std::size_t ends_ = 0;
  std::size_t lacking_ = 0;  // ends at which not all used beats have moved
  Cycle last_moved_ = -1;
  std::string fault_;
};

// Finds the steady state: whenever a frame has left every output, compares all registers and the network's
// border with their states after earlier frames. After a match, all later frames repeat, as long as the
// sources continue.
class Recurrence {
 public:
  Recurrence(const Network& network, const Traffic& traffic)
      : network_(network), traffic_(traffic), periodic_(traffic.periodic()) {}

  // Call at the beginning of a cycle.
  void note(Simulation& core, const HandshakeRecorder& recorder, const Environment& around, Cycle cycle) {
    constexpr std::size_t kMost = 4096;  // states kept
    if (!periodic_ || found_ || seen_.size() >= kMost) return;
    std::int64_t frames = std::numeric_limits<std::int64_t>::max();
    for (const int s : network_.outputs)
      frames = std::min(frames, recorder.popped(s, cycle) / network_.stream(s).beats_per_frame);
    if (frames <= frames_) return;
    frames_ = frames;
    if (std::ranges::any_of(around.sources(), &Source::ended)) return;
    std::vector<std::uint64_t> state = core.state();
    std::int64_t begun = 0;
    for (std::size_t i = 0; i < network_.inputs.size(); ++i) {
      const std::int64_t beats = network_.stream(network_.inputs[i]).beats_per_frame;
      state.push_back(around.sources()[i].ahead_of(frames * beats));
      begun = std::max(begun, around.sources()[i].begun() / beats + 1);
    }
    for (const int s : network_.outputs)
      state.push_back(static_cast<std::uint64_t>(recorder.popped(s, cycle) -
                                                 frames * network_.stream(s).beats_per_frame));
    state.push_back(static_cast<std::uint64_t>(cycle % traffic_.period()));
    const auto [before, fresh] = seen_.try_emplace(std::move(state), frames, cycle);
    if (fresh) return;
    const auto [earlier, then] = before->second;
    found_ = {earlier, frames - earlier, cycle - then, begun};
  }
  [[nodiscard]] const std::optional<models::SteadyState>& found() const { return found_; }

 private:
  const Network& network_;
  const Traffic& traffic_;
  bool periodic_;
  std::int64_t frames_ = 0;
  std::map<std::vector<std::uint64_t>, std::pair<std::int64_t, Cycle>> seen_;  // frames out, and the cycle
  std::optional<models::SteadyState> found_;
};

}  // namespace

EngineRun run_skeleton(const Network& network, const Stimulus& stimulus, Cycle reset_after_cycles) {
  const SkeletonBuild build = build_skeleton(network, true);
  const SkeletonCheck check = check_skeleton(network, build);
  const skeleton::Design& design = *build.design;
  const auto begin = std::chrono::steady_clock::now();
  SkeletonCore core(network, design);
  Simulation& simulation = core.simulation();
  if (reset_after_cycles > 0) {
    Environment begun(network, core, stimulus);
    for (Cycle cycle = 0; cycle < reset_after_cycles;) {
      const Cycle cycles = std::min(begun.drive(simulation, cycle), reset_after_cycles - cycle);
      begun.pass(simulation, cycles);
      cycle += cycles;
    }
    core.reset();
  }

  // Runs on after the last frame until nothing has moved for so long that nothing can move any more.
  EngineRun run;
  run.build_s = build.build_s + check.seconds;
  run.notes = build.notes;
  run.notes.push_back(fmt::format("{} blocks of {} kinds, {} gates and {} registers of one bit; {}",
                                  design.blocks.size(), design.types.size(), design.gates(),
                                  design.registers(), check.told));
  run.assumed = build.assumed;
  HandshakeRecorder recorder(network, core, design.nets, stimulus.frames);
  Environment environment(network, core, stimulus);
  Recurrence recurrence(network, stimulus.traffic);
  const Cycle most_idle = patience(network, stimulus.traffic);
  Cycle cycle = 0;
  std::uint64_t looks = 0;
  while (cycle - recorder.last_moved() <= most_idle && recorder.fault().empty()) {
    if (++looks % 4096 == 0) check_interrupt();
    const Cycle idle_left = most_idle - (cycle - recorder.last_moved()) + 1;
    const Cycle still = environment.drive(simulation, cycle);
    recorder.note(simulation, cycle, cycle == 0);
    const Cycle cycles = std::min({still, idle_left, recorder.to_boundary(cycle)});
    recorder.pass(cycle, cycles);
    environment.pass(simulation, cycles);
    cycle += cycles;
    recurrence.note(simulation, recorder, environment, cycle);
  }
  run.steady = recurrence.found();
  run.fault = recorder.fault();
  Trace& trace = run.trace;
  trace.engine = "skeleton";
  trace.timed = true;
  trace.complete = recorder.complete();
  if (!trace.complete) run.waits = recorder.waits(simulation, design, cycle);
  recorder.finish(cycle, trace);
  if (run.fault.empty() && trace.complete) run.fault = pushed_late(network, trace.streams, trace.last_cycle);
  for (StreamTrace& stream : trace.streams) cut(stream, trace.last_cycle);
  drop_surplus(network, stimulus.frames, trace);
  trace.frames = frame_times(network, trace, stimulus.frames);
  run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return run;
}

}  // namespace weir::testbench

#include "testbench/run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <map>

#include "finn/stitch.hpp"
#include "models/analysis/alone.hpp"
#include "models/analysis/cure.hpp"
#include "models/hosts/native.hpp"
#include "network/engines.hpp"
#include "network/error.hpp"
#include "network/joined.hpp"
#include "rtl/emit/block_names.hpp"
#include "testbench/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/pace.hpp"
#include "testbench/packing.hpp"
#include "testbench/replay.hpp"
#include "testbench/scoreboard.hpp"
#include "testbench/waves.hpp"

namespace weir::testbench {

namespace fs = std::filesystem;

namespace {

// Cycles shown on each side of the first wrong beat.
constexpr Cycle kWindow = 64;
// The most frames simulated to find the steady state, if the scenario has fewer.
constexpr std::int64_t kScoutFrames = 1024;
constexpr std::int64_t kMostScoutFrames = 65536;

// Whether the layer outputs its input unchanged and in order.
bool passes_values(const Layer& layer) {
  return std::holds_alternative<Dwc>(layer.params) || std::holds_alternative<Fork>(layer.params) ||
         std::holds_alternative<Mem>(layer.params);
}

// The output with a label_select's labels, directly or through layers that pass them on; none if there is
// none.
std::optional<int> label_stream(const Network& network) {
  for (const int s : network.outputs) {
    int from = network.stream(s).from;
    while (from != kBorder && passes_values(network.layer(from)))
      from = network.stream(network.layer(from).inputs[0]).from;
    if (from != kBorder && network.layer(from).kind() == LabelSelect::kKind) return s;
  }
  return std::nullopt;
}

std::int64_t scout_frames(const Scenario& scenario) {
  return std::clamp(scenario.frames, kScoutFrames, kMostScoutFrames);
}

// Until the state recurs, if it does.
models::NativeResult scout(const Scenario& scenario, const Network& network,
                           const std::function<void()>& check = check_interrupt) {
  models::NativeOptions options;
  options.find_steady_state = options.stop_when_steady = true;
  options.check = check;
  Stimulus stimulus;
  stimulus.frames = scout_frames(scenario);
  stimulus.traffic = scenario.traffic;
  return models::run_native(network, stimulus, options);
}

class Run {
 public:
  Run(const Scenario& scenario, const RunOptions& options)
      : scenario_(scenario), network_(scenario.network), options_(options) {
    feed_.stimulus.frames = scenario.frames;
    feed_.stimulus.traffic = scenario.traffic;
  }

  RunResult operator()() {
    check_options();
    describe();
    try {
      work();
    } catch (const Interrupted&) {
      tell_what_is_known();
    }
    return std::move(result_);
  }

 private:
  void work() {
    find_steady_state();
    if (options_.timing_only) {
      time_only();
    } else {
      progress("preparing frames");
      feed_ = feed_of(scenario_);
      feed_.share = options_.share;
      for (const std::string& engine : scenario_.engines) run_engine(engine);
      compare();
      replay_layers_if_wanted();
      read_labels();
      write_waves_if_wanted();
    }
    tell_steady_state();
    hold_to_expectations();
    name_bottleneck();
    explain_interval();
    tell_assumed_range();
    take_picture_if_wanted();
  }

  // Fills in the result of an interrupted run.
  void tell_what_is_known() {
    result_.interrupted = true;
    result_.notes.push_back(fmt::format("interrupted: {}", doing_.empty() ? "at the start" : doing_));
    std::erase_if(result_.engines, [&](const EngineResult& each) {
      return options_.timing_only ? !each.cycles : !runs_.contains(each.engine);
    });
    if (!options_.timing_only && !compared_ && !runs_.empty()) {
      compare();
      read_labels();
    }
    name_busiest();
  }

  void progress(const std::string& what) {
    check_interrupt();
    doing_ = what;
    if (options_.progress) options_.progress(what);
  }

  // Rejects options that would otherwise be ignored silently.
  void check_options() const {
    refuse_blocks();
    refuse_other_hardware();
    if (!options_.wave.empty() && wave_engine().empty()) {
      throw BadInput("--wave", "no timed engine to run that has values", "systemc, native or rtl among them");
    }
    if (options_.timing_only && !options_.wave.empty()) {
      throw BadInput("--timing-only", "--wave beside it", "a run with values, which waves show");
    }
    if (options_.timing_only && !scenario_.expect.outputs.empty()) {
      throw BadInput("--timing-only", "expect: outputs", "a run with values, which are held to them");
    }
    if (options_.timing_only && !scenario_.rtl_layers.empty()) {
      throw BadInput("--timing-only", "a layer with engine: rtl", "a run with values, which RTL needs");
    }
    if (options_.replay_beats && options_.timing_only) {
      throw BadInput("--replay-rtl", "--timing-only beside it", "a run with values, which RTL needs");
    }
    if (options_.replay_beats && first_with(&Engine::replayed, scenario_.engines).empty()) {
      throw BadInput("--replay-rtl", fmt::format("engines {}", fmt::join(scenario_.engines, ", ")),
                     fmt::format("{} among them, whose trace is replayed",
                                 fmt::join(engine_names(&Engine::replayed), " or ")));
    }
    if ((scenario_.expect.correct || scenario_.expect.accuracy_at_least) &&
        (!label_stream(network_) || !scenario_.inputs[0].label(0))) {
      throw BadInput(scenario_.file, 0, "expect", "a count of right labels",
                     "labels of the input, and a label_select");
    }
  }

  // Whether any engine needs the models of a FINN build's layers.
  [[nodiscard]] bool has_models() const { return !first_with(&Engine::model, scenario_.engines).empty(); }

  // Why the models cannot run the network; "" if they can.
  [[nodiscard]] std::string without_model() const {
    if (network_.finn && (!scenario_.rtl_layers.empty() || !has_models())) return "a FINN build's own RTL";
    const Layer* const block = first_block(network_);
    return block == nullptr ? "" : fmt::format("layer {}, a user's RTL", block->name);
  }

  // Engines that run models have no models of a user's RTL.
  void refuse_blocks() const {
    for (const std::string& engine : scenario_.engines) {
      const Engine& row = engine_named(engine);
      if (row.timed && !row.takes_rtl && !network_.finn) check_modelled("engine " + engine, network_);
    }
    if (options_.replay_beats) check_modelled("--replay-rtl", network_);
  }

  // Only models support other hardware than ours, and they write no waves of it.
  void refuse_other_hardware() const {
    if (network_.finn) {
      if (!options_.wave.empty() && first_with(&Engine::hardware, scenario_.engines).empty())
        throw BadInput("--wave", "models of a FINN build",
                       "engine rtl among the engines, whose waves are drawn");
      return;
    }
    const std::string reads_rtl = first_with(&Engine::reads_rtl, scenario_.engines);
    if (!reads_rtl.empty()) {
      check_own_hardware("engine " + reads_rtl, network_);
      rtl::check_block_names(network_, {"_core"});
    }
    for (const SubNetwork& part : sub_networks_of(network_, scenario_.rtl_layers)) {
      check_own_hardware("engine: rtl of a layer", part.network, false);
      rtl::check_block_names(part.network, {"_core"});
    }
    if (options_.replay_beats) check_own_hardware("--replay-rtl", network_);
    if (!options_.wave.empty()) check_own_hardware("--wave", network_);
  }

  void describe() {
    result_.scenario = scenario_.name;
    result_.intent = scenario_.intent;
    result_.clock_mhz = scenario_.clock_mhz;
    result_.frames = scenario_.frames;
    result_.seed = scenario_.seed;
    for (const Layer& layer : network_.layers) {
      result_.layers.push_back(
          {layer.name, std::string(layer.kind()), layer.pe(), layer.simd(), layer.ideal_cycles(), {}});
    }
    for (std::size_t s = 0; s < network_.streams.size(); ++s) {
      const Stream& stream = network_.streams[s];
      result_.streams.push_back({stream.name,
                                 network_.producer_name(static_cast<int>(s)),
                                 network_.consumer_name(static_cast<int>(s)),
                                 stream.width_bits,
                                 network_.stated_depth(static_cast<int>(s)),
                                 stream.beats_per_frame,
                                 {}});
    }
    result_.notes = scenario_.sources;
    result_.notes.insert(result_.notes.end(), scenario_.notes.begin(), scenario_.notes.end());
    for (const Layer& layer : network_.layers) {
      if (const std::string remark = layer.remark(); !remark.empty())
        result_.notes.push_back(layer.name + ": " + remark);
      if (layer.block)
        result_.notes.push_back(
            fmt::format("{}: in systemc and rtl the user's module {}, of which there is no model", layer.name,
                        layer.block->module));
    }
  }

  void find_steady_state() {
    if (const std::string why = without_model(); !why.empty()) {
      no_steady_state_ = "no steady interval is proved: there is no model of " + why;
      return;
    }
    if (!scenario_.traffic.periodic()) {
      no_steady_state_ = "no steady interval: the traffic is random, not periodic";
      return;
    }
    const models::NativeResult run = scout(scenario_, network_);
    steady_ = run.steady;
    if (!steady_ && !run.trace.complete) {
      no_steady_state_ = "no steady interval: the network comes to a stop";
    } else if (!steady_) {
      const std::string apart = describe_parts_apart(network_);
      no_steady_state_ = fmt::format(
          "no steady interval: {}",
          apart.empty() ? fmt::format("no state recurred within {} frames", scout_frames(scenario_)) : apart);
    }
  }

  // Call after the engines have run: one of them may have found a steady state that the models did not.
  void tell_steady_state() {
    if (!steady_) {
      result_.notes.push_back(no_steady_state_);
      return;
    }
    if (scenario_.frames < steady_->frames_needed) {
      result_.notes.push_back(fmt::format("the steady state shows from {} frames on; {} were run",
                                          steady_->frames_needed, scenario_.frames));
    }
    for (EngineResult& result : result_.engines) {
      const auto run = runs_.find(result.engine);
      if (run != runs_.end() && is_timed(result.engine)) fill_times(result, run->second.trace.frames);
    }
  }

  [[nodiscard]] bool waves_wanted(const std::string& engine) const {
    return !options_.wave.empty() && engine == wave_engine();
  }
  // The hardware engine if it runs, else the last timed engine.
  [[nodiscard]] std::string wave_engine() const {
    const std::string hardware = first_with(&Engine::hardware, scenario_.engines);
    if (!hardware.empty()) return hardware;
    std::vector<std::string> shown(scenario_.engines.rbegin(), scenario_.engines.rend());
    std::erase_if(shown, [](const std::string& engine) { return !engine_named(engine).values; });
    return first_with(&Engine::timed, shown);
  }

  void run_engine(const std::string& engine) {
    const std::string step =
        fmt::format("engine {} ({} of {})", engine, result_.engines.size() + 1, scenario_.engines.size());
    progress(engine_named(engine).built ? step + ": building (unless cached) and running"
                                        : step + ": running");
    EngineRun run = testbench::run_engine(engine, scenario_, feed_, waves_wanted(engine));
    EngineResult& result = result_.engines.emplace_back();
    result.engine = engine;
    result.build_s = run.build_s;
    result.wall_s = run.wall_s;
    result.optimisation = run.optimisation;
    for (const std::string& note : run.notes) result_.notes.push_back(fmt::format("{}: {}", engine, note));
    for (const int s : run.assumed) result_.streams[static_cast<std::size_t>(s)].assumed = true;
    result.frames = result.frames_simulated = scenario_.frames;
    if (is_timed(engine)) {
      if (!steady_ && run.steady) steady_ = run.steady;
      result.cycles = run.trace.last_cycle + 1;
      fill_times(result, run.trace.frames);
      if (network_.finn && engine == cycles_reference(scenario_.engines)) {
        if (scenario_.traffic.always_open()) compare_reported(run.trace.frames);
        note_distance(run.trace.frames);
      }
      result_.checks.push_back(check_completion(network_, scenario_.frames, run.trace));
      if (!run.trace.complete) {
        result_.checks.push_back(stopped(engine, run.waits, last_transfer(network_, run.trace)));
      }
    } else {
      result_.checks.push_back(all_there(run.trace));
    }
    if (!run.fault.empty())
      result_.checks.push_back({"no_fault", {engine, ""}, 0, 0, false, engine + ": " + run.fault});
    runs_.emplace(engine, std::move(run));
  }

  void fill_times(EngineResult& result, const FrameTimes& frames) const {
    result.latency_cycles = frames.latency();
    if (!result.latency_cycles || !steady_) return;
    result.transient_frames = steady_->transient_frames;
    // The state at the last boundary before the repetition is already its own: its last beat out is one of
    // the two ends.
    const auto begin = static_cast<std::size_t>(steady_->transient_frames - 1);
    const std::size_t end = begin + static_cast<std::size_t>(steady_->period_frames);
    if (frames.last_out.size() <= end ||
        frames.last_out.size() < static_cast<std::size_t>(steady_->frames_needed))
      return;
    result.period_frames = steady_->period_frames;
    result.period_cycles = frames.last_out[end] - frames.last_out[begin];
    result.interval_cycles =
        static_cast<double>(*result.period_cycles) / static_cast<double>(steady_->period_frames);
    result.latency_steady_cycles = models::steady_latency(frames, *steady_);
  }

  // Checks that an untimed engine produced every frame on every stream.
  [[nodiscard]] Check all_there(const Trace& trace) const {
    Check check{"complete", {trace.engine, ""}, 0, 0, true, {}};
    for (std::size_t s = 0; s < network_.streams.size(); ++s) {
      const std::int64_t wanted = scenario_.frames * network_.streams[s].beats_per_frame;
      const std::int64_t found = trace.streams[s].values.size();
      ++check.streams;
      check.beats += found;
      if (found == wanted || !check.ok) continue;
      check.ok = false;
      check.detail = fmt::format("{}: stream {}: found {} beats, wanted {}", trace.engine,
                                 network_.streams[s].name, found, wanted);
    }
    return check;
  }

  void compare() {
    compared_ = true;
    std::vector<const Trace*> traces;
    std::vector<std::string> engines;  // all, unless the run was interrupted
    for (const std::string& engine : scenario_.engines) {
      if (!runs_.contains(engine)) continue;
      engines.push_back(engine);
      traces.push_back(&runs_.at(engine).trace);
      if (options_.trace) options_.trace(*traces.back());
    }
    for (Comparison& comparison : compare_engines(network_, scenario_.frames, traces)) {
      const auto [reference, engine] = comparison.check.engines;
      result_.checks.push_back(std::move(comparison.check));
      if (comparison.mismatch && !first_mismatch_) {
        first_mismatch_ = std::move(comparison.mismatch);
        mismatch_engine_ = is_timed(engine) ? engine : reference;
        first_deviation_ = Deviation{};
        first_deviation_->engine = engine;
        first_deviation_->reference = reference;
      }
    }
    for (const Expect::Output& output : scenario_.expect.outputs) {
      for (const Trace* trace : traces) {
        if (!trace->has_values) continue;
        result_.checks.push_back(
            compare_reference(network_, scenario_.frames, output.stream, output.frames, *trace));
      }
    }
    const std::string timed = cycles_reference(engines);
    if (timed.empty()) return;
    const EngineRun& reference = runs_.at(timed);
    note_labels(reference.trace.layers);
    for (std::size_t s = 0; s < result_.streams.size(); ++s) {
      result_.streams[s].max_occupancy = max_occupancy(reference.trace.streams[s]);
    }
  }

  // A memory has no labels (Trace).
  void note_labels(const std::vector<LayerActivity>& labels) {
    for (std::size_t l = 0; l < labels.size(); ++l) {
      if (labels[l] != LayerActivity{}) result_.layers[l].activity = labels[l];
    }
  }

  void replay_layers_if_wanted() {
    if (!options_.replay_beats) return;
    const EngineRun& run = runs_.at(first_with(&Engine::replayed, scenario_.engines));
    Replay replay = replay_rtl(network_, feed_.stimulus, run.trace,
                               {*options_.replay_beats, scenario_.seed, options_.progress});
    result_.notes.push_back(fmt::format(
        "{} layers as {} pieces of RTL: built in {:.1f} s, {} cycles run in {:.1f} s, work of all cores",
        network_.layers.size(), replay.checks.size(), replay.build_s, replay.cycles, replay.run_s));
    std::ranges::move(replay.checks, std::back_inserter(result_.checks));
  }

  void read_labels() {
    const std::optional<int> labels = label_stream(network_);
    if (!labels) return;
    const Stream& stream = network_.stream(*labels);
    const bool known = scenario_.inputs[0].label(0).has_value();
    for (EngineResult& engine : result_.engines) {
      if (!engine_named(engine.engine).values) continue;
      const Beats& beats = runs_.at(engine.engine).trace.stream(*labels).values;
      const std::int64_t crossed = std::min(scenario_.frames, beats.size() / stream.beats_per_frame);
      for (std::int64_t f = 0; f < crossed; ++f) engine.labels.push_back(frame_of(beats, stream, f).values);
      if (!known) continue;
      engine.correct = 0;
      for (std::int64_t f = 0; f < crossed; ++f) {
        *engine.correct += engine.labels[static_cast<std::size_t>(f)].front() == scenario_.inputs[0].label(f);
      }
    }
    if (!known) return;
    const auto first = std::ranges::find_if(
        result_.engines, [](const EngineResult& engine) { return engine.correct.has_value(); });
    if (first != result_.engines.end())
      result_.accuracy = static_cast<double>(*first->correct) / static_cast<double>(scenario_.frames);
  }

  void write_waves_if_wanted() {
    const auto write = [&](const fs::path& path, const std::string& engine, const WaveWindow& window) {
      const EngineRun& run = runs_.at(engine);
      write_waves(path, network_, run.trace, run.trace.waves, scenario_.clock_mhz, window);
      result_.notes.push_back(fmt::format("waves of {}: {}", engine, path.string()));
    };
    if (!options_.wave.empty()) {
      const std::string engine = wave_engine();
      write(options_.wave, engine, {});
    }
    if (!first_mismatch_ || !first_mismatch_->cycle || !is_timed(mismatch_engine_)) return;
    if (!other_hardware(network_).empty()) return;
    progress("drawing the waves around the first mismatch");
    EngineRun& run = runs_.at(mismatch_engine_);
    if (run.trace.waves.empty()) run = testbench::run_engine(mismatch_engine_, scenario_, feed_, true);
    if (run.trace.waves.empty())
      return;  // with RTL parts in the pipeline, no single engine sees all handshakes
    const Cycle at = *first_mismatch_->cycle;
    write(options_.mismatch_folder / (scenario_.name + ".mismatch.vcd"), mismatch_engine_,
          {std::max<Cycle>(at - kWindow, 0), at + kWindow});
  }

  void time_only() {
    for (const std::string& engine : scenario_.engines) {
      if (!engine_named(engine).model) {
        std::vector<std::string> models = engine_names(&Engine::model);
        std::ranges::sort(models);
        throw BadInput(
            "--timing-only", "engine " + engine,
            fmt::format("{} only (--engine {})", fmt::join(models, " and "), fmt::join(models, ",")));
      }
      progress(fmt::format("engine {}: running, timing only", engine));
      EngineResult& result = result_.engines.emplace_back();
      result.engine = engine;
      result.frames = result.frames_simulated = scenario_.frames;
      if (engine_named(engine).extrapolates && options_.use_steady_state) {
        const auto begin = std::chrono::steady_clock::now();
        const models::Timing timing = models::time_frames(network_, feed_.stimulus, steady_, check_interrupt);
        result.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        result.frames_simulated = timing.simulated_frames;
        result.cycles = timing.last_cycle + 1;
        result.latency_cycles = timing.latency;
        result.latency_steady_cycles = timing.latency_steady;
        if (timing.steady) {
          result.transient_frames = timing.steady->transient_frames;
          result.period_frames = timing.steady->period_frames;
          result.period_cycles = timing.steady->period_cycles;
          result.interval_cycles = timing.steady->interval().value();
        }
        note_outcome(engine, timing.complete);
        note_labels(timing.layers);
        continue;
      }
      const EngineRun run = run_model(engine, network_, feed_.stimulus,
                                      {.values = false, .record = false, .order_seed = scenario_.order_seed});
      result.wall_s = run.wall_s;
      result.cycles = run.trace.last_cycle + 1;
      fill_times(result, run.trace.frames);
      note_outcome(engine, run.trace.complete);
      note_labels(run.trace.layers);
    }
    if (result_.engines.size() < 2) return;
    const EngineResult& a = result_.engines[0];
    const EngineResult& b = result_.engines[1];
    Check check{"same_last_cycle", {a.engine, b.engine}, 1, scenario_.frames, a.cycles == b.cycles, {}};
    if (!check.ok)
      check.detail = fmt::format("{} cycles in {}, {} in {}", *a.cycles, a.engine, *b.cycles, b.engine);
    result_.checks.push_back(std::move(check));
  }

  // The failed check of an engine that stopped before its end: a deadlock if the waits form a ring.
  Check stopped(const std::string& engine, const std::vector<Wait>& waits,
                const std::optional<Transfer>& last) {
    Stop& stop = result_.stops.emplace_back();
    stop.engine = engine;
    std::string when = "no beat moved at all";
    if (last) {
      const Stream& stream = network_.stream(last->stream);
      stop.stream = stream.name;
      stop.frame = last->beat / stream.beats_per_frame;
      stop.cycle = last->cycle;
      when = fmt::format("the last beat moved in cycle {} on {}, of frame {}", stop.cycle, stop.stream,
                         stop.frame);
    }
    const std::vector<Wait> ring = find_ring(network_, waits);
    for (const Wait& wait : ring) {
      const Stream& stream = network_.stream(wait.stream);
      stop.ring.push_back(
          {network_.layer(wait.layer).name, stream.name, wait.for_room, network_.stated_depth(wait.stream)});
    }
    Check check{ring.empty() ? "not_starved" : "deadlock_free", {engine, ""}, 0, 0, false, {}};
    check.detail =
        ring.empty()
            ? fmt::format(
                  "{}: stopped, not locked: {}; no ring of waits closes: beats are lacking, or hardware "
                  "stands still by itself",
                  engine, when)
            : fmt::format("{}: deadlock: {}\n{}", engine, when, describe_ring(network_, ring));
    if (!ring.empty()) find_cure();
    if (!ring.empty()) check.detail += fmt::format("\n{}", describe_cure());
    return check;
  }

  // The distance of the last two frames, if no steady interval is proved.
  void note_distance(const FrameTimes& frames) {
    const std::vector<Cycle>& ends = frames.last_out;
    if (steady_ || ends.size() < 2) return;
    result_.notes.push_back(
        fmt::format("frames {} and {} end {} cycles apart; that it stays so is not proved", ends.size() - 1,
                    ends.size(), ends.back() - ends[ends.size() - 2]));
  }

  // A figure of FINN's RTL simulation.
  [[nodiscard]] std::optional<std::int64_t> reported(const char* name) const {
    for (const auto& [key, value] : scenario_.reported) {
      if (key == fmt::format("rtlsim {}", name)) return std::strtoll(value.c_str(), nullptr, 10);
    }
    return std::nullopt;
  }

  // Compares a build's own figures with its RTL's run, allowing for how they were counted.
  void compare_reported(const FrameTimes& frames) {
    const auto compare = [&](const char* name, std::int64_t frame, Cycle counted_from) {
      const auto figure = reported(name);
      if (!figure || frame < 1 || frame > static_cast<std::int64_t>(frames.last_out.size())) return;
      const Cycle measured = frames.last_out[static_cast<std::size_t>(frame - 1)];
      const Cycle wanted = measured - network_.finn->idle + counted_from;
      result_.notes.push_back(
          fmt::format("FINN reported {} {}; the last output of frame {} is in cycle {}, which FINN's driver "
                      "counts as {}: {}",
                      name, *figure, frame, measured, wanted, *figure == wanted ? "equal" : "not equal"));
    };
    // The driver in Python counts from 1, behind the idle cycles. That in C++ counts from 0, and its cycles
    // from 1 since it reports an interval.
    const bool in_cpp = reported("N_IN_TXNS").has_value();
    compare("latency_cycles", 1, in_cpp ? 0 : 1);
    compare("cycles", reported("N").value_or(1), in_cpp && !reported("interval_cycles") ? 0 : 1);
  }

  // Once per run: all engines deadlock in the same way.
  void find_cure() {
    if (cure_ || !without_model().empty()) return;
    progress("deadlock: looking for the smallest depths that cure it");
    cure_ = models::smallest_cure(network_, feed_.stimulus, check_interrupt);
    for (const models::Deepened& each : cure_->depths) {
      const Stream& stream = network_.stream(each.stream);
      result_.cure.push_back({stream.name, stream.depth, each.depth});
    }
  }

  [[nodiscard]] std::string describe_cure() const {
    if (const std::string why = without_model(); !why.empty())
      return "no cure was looked for: there is no model of " + why;
    if (result_.cure.empty()) return "no depths were found that cure it";
    std::string text =
        result_.cure.size() == 1
            ? "smallest cure, one FIFO: "
            : fmt::format("no one FIFO cures it; a set of {}, none of which can be left out or less deep: ",
                          result_.cure.size());
    const char* before = "";
    for (const CureStep& step : result_.cure) {
      text += fmt::format("{}{} {} deep (now {})", before, step.stream, step.wanted, step.depth);
      before = ", ";
    }
    return text + (cure_->proved ? ", proved for every frame to come"
                                 : fmt::format(", tried over {} frames", cure_->frames));
  }

  // For a timing-only run, which does not record where it stopped: if it stopped, repeats it with a record.
  void note_outcome(const std::string& engine, bool complete) {
    if (!complete) {
      const EngineRun run = run_model(engine, network_, feed_.stimulus, {.values = false});
      result_.checks.push_back(stopped(engine, run.waits, last_transfer(network_, run.trace)));
      return;
    }
    std::int64_t beats = 0;
    for (const int s : network_.outputs) beats += network_.stream(s).beats_per_frame * scenario_.frames;
    result_.checks.push_back(
        {"deadlock_free", {engine, ""}, static_cast<std::int64_t>(network_.outputs.size()), beats, true, {}});
  }

  void hold_to_expectations() {
    const Expect& expect = scenario_.expect;
    const auto hold = [&](const char* name, const EngineResult& engine, bool ok, const std::string& found,
                          const std::string& wanted) {
      result_.checks.push_back(
          {name,
           {engine.engine, ""},
           0,
           engine.frames,
           ok,
           ok ? "" : fmt::format("{}: found {}, wanted {}", engine.engine, found, wanted)});
    };
    if (expect.interval_cycles && !steady_) {
      result_.checks.push_back(
          {"throughput",
           {"steady state", ""},
           0,
           0,
           false,
           fmt::format("no steady interval was found, wanted {} cycles a frame", *expect.interval_cycles)});
    } else if (expect.interval_cycles) {
      // Compares the proved period, whatever the number of frames, and each engine's own frames if they show
      // an interval.
      const double found = steady_->interval().value();
      const bool ok = found == *expect.interval_cycles;
      result_.checks.push_back({"throughput",
                                {"steady state", ""},
                                0,
                                steady_->period_frames,
                                ok,
                                ok ? ""
                                   : fmt::format("steady state: found {}, wanted {} cycles a frame", found,
                                                 *expect.interval_cycles)});
    }
    for (const EngineResult& engine : result_.engines) {
      if (expect.interval_cycles && engine.interval_cycles) {
        hold("throughput", engine, *engine.interval_cycles == *expect.interval_cycles,
             fmt::format("{} cycles a frame", *engine.interval_cycles),
             fmt::format("{}", *expect.interval_cycles));
      }
      if (expect.latency_cycles && engine.latency_cycles) {
        hold("latency", engine, *engine.latency_cycles == *expect.latency_cycles,
             fmt::format("{} cycles", *engine.latency_cycles), fmt::format("{}", *expect.latency_cycles));
      }
      if (expect.correct && engine.correct) {
        hold("labels", engine, *engine.correct == *expect.correct,
             fmt::format("{} frames right", *engine.correct), fmt::format("{}", *expect.correct));
      }
      if (expect.accuracy_at_least && engine.correct) {
        const double share = static_cast<double>(*engine.correct) / static_cast<double>(scenario_.frames);
        hold("accuracy", engine, share >= *expect.accuracy_at_least, fmt::format("{:.4f}", share),
             fmt::format("at least {:.4f}", *expect.accuracy_at_least));
      }
    }
  }

  // The proved cause of the interval; else by the labels, or by the folding if no layer has labels.
  void name_bottleneck() {
    if (without_model().empty() && scenario_.traffic.periodic() && (steady_ || cure_)) {
      progress("looking for what sets the pace");
      const auto interval = steady_ ? std::optional(steady_->interval()) : std::nullopt;
      result_.pace = find_pace(network_, scenario_.traffic, interval, steady_ ? std::nullopt : cure_);
    }
    if (!result_.pace) return name_busiest();
    // A deadlocked network has no interval: names what would set it after the cure.
    const auto sets_pace = [&](const Culprit& culprit) {
      return !result_.pace->locks || culprit.kind != Culprit::Kind::kFifo;
    };
    result_.bottleneck = std::ranges::find_if(result_.pace->culprits, sets_pace)->name;
  }
  void name_busiest() {
    const auto most = std::ranges::max_element(result_.layers, {}, [](const LayerResult& layer) {
      return std::pair(layer.activity.has_value(),
                       layer.activity ? layer.activity->busy : layer.ideal_cycles);
    });
    result_.bottleneck = most->name;
  }

  // Reports which figures rest on assumed numbers, and their values with the least and the most that such
  // blocks had.
  void tell_assumed_range() {
    if (!scenario_.assumed) return;
    result_.notes.push_back("assumed: " + scenario_.assumed->from);
    if (first_with(&Engine::model, scenario_.engines).empty()) return;
    using End = AssumedHardware::End;
    const models::NativeResult least = scout(scenario_, scenario_.assumed->at(End::kLeast, network_));
    const models::NativeResult most = scout(scenario_, scenario_.assumed->at(End::kMost, network_));
    const auto latency = [](const models::NativeResult& result) {
      const std::optional<Cycle> of = result.trace.frames.latency();
      return of ? fmt::format("{}", *of) : "none";
    };
    const auto interval = [](const models::NativeResult& result) {
      return result.steady ? fmt::format("{:.10g}", result.steady->interval().value()) : "not proved";
    };
    const std::optional<std::int64_t> finn = reported("latency_cycles");
    result_.notes.push_back(fmt::format(
        "assumed: at the least and the most that such blocks had, latency is {} and {}, the interval {} "
        "and {}{}",
        latency(least), latency(most), interval(least), interval(most),
        finn ? fmt::format("; FINN reported a latency of {}", *finn) : ""));
  }

  // For hardware whose layers are slower than their folding: which layer is the slowest on its own, and
  // whether it sets the interval.
  void explain_interval() {
    if (!steady_ || !without_model().empty() || !scenario_.traffic.always_open() ||
        std::ranges::all_of(network_.layers, &Layer::monotone))
      return;
    const Layer* slowest = nullptr;
    Interval longest;
    for (std::size_t l = 0; l < network_.layers.size(); ++l) {
      const std::optional<Interval> alone =
          models::interval_alone(network_, scenario_.traffic, static_cast<int>(l));
      if (!alone || (slowest != nullptr && *alone <= longest)) continue;
      slowest = &network_.layers[l];
      longest = *alone;
    }
    if (slowest == nullptr) return;
    if (!result_.pace) result_.bottleneck = slowest->name;
    const Interval interval = steady_->interval();
    const double more = longest.value() - static_cast<double>(slowest->ideal_cycles());
    const std::string alone = fmt::format(
        "{} takes {:.10g} cycles a frame by itself: {} by its folding, {:.10g} more by its hardware",
        slowest->name, longest.value(), slowest->ideal_cycles(), more);
    if (interval <= longest) {
      result_.notes.push_back(fmt::format("bottleneck: {}", alone));
    } else {
      result_.notes.push_back(fmt::format(
          "a frame takes {:.10g} cycles, {:.10g} more than any layer by itself ({}): FIFOs hold it up, or "
          "streams without one; weir size finds depths",
          interval.value(), interval.value() - longest.value(), alone));
    }
  }

  void take_picture_if_wanted() {
    if (!options_.picture) return;
    PictureOptions options = *options_.picture;
    if (!options.focus && first_mismatch_) options.focus = first_mismatch_->cycle;
    if (!options.focus && !result_.stops.empty()) options.focus = result_.stops.front().cycle;
    if (const std::string why = without_model(); why.empty()) {
      progress("taking down what the page draws");
      result_.picture = take_picture(scenario_, network_, steady_, result_.pace, options);
      const Picture& picture = *result_.picture;
      std::ranges::copy(picture.notes, std::back_inserter(result_.notes));
      if (options_.picture->focus.value_or(0) >= picture.cycles)
        result_.notes.push_back(
            fmt::format("the page has {} cycle{} ({} frame{}): it shows single cycles at its end, not at {}",
                        picture.cycles, picture.cycles == 1 ? "" : "s", picture.frames,
                        picture.frames == 1 ? "" : "s", *options_.picture->focus));
    } else {
      result_.notes.push_back("the page draws no time: there is no model of " + why);
      result_.picture.emplace().bound = network_.interval_bound();
    }
    describe_deviation();
  }

  // The first mismatch, with the beats around it.
  void describe_deviation() {
    if (!first_mismatch_ || !first_deviation_) return;
    constexpr std::int64_t kAround = 4;
    Deviation& deviation = result_.picture->deviation.emplace(std::move(*first_deviation_));
    const Stream& stream = network_.stream(first_mismatch_->stream);
    deviation.stream = first_mismatch_->stream;
    deviation.frame = first_mismatch_->beat / stream.beats_per_frame;
    deviation.beat = first_mismatch_->beat % stream.beats_per_frame;
    deviation.cycle = first_mismatch_->cycle;
    deviation.text = first_mismatch_->text;
    deviation.first_beat = std::max<std::int64_t>(deviation.beat - kAround, 0);
    const std::int64_t frame = deviation.frame * stream.beats_per_frame;
    const auto beats_of = [&](const std::string& engine) {
      std::vector<std::string> texts;
      const Beats& beats = runs_.at(engine).trace.stream(deviation.stream).values;
      for (std::int64_t beat = deviation.first_beat; beat <= deviation.beat + kAround; ++beat) {
        if (beat >= stream.beats_per_frame || frame + beat >= beats.size()) break;
        std::string text;
        for (std::int64_t word = beats.words_per_beat; word-- > 0;)
          text += text.empty() ? fmt::format("{:x}", beats.beat(frame + beat)[word])
                               : fmt::format("{:016x}", beats.beat(frame + beat)[word]);
        texts.push_back(std::move(text));
      }
      return texts;
    };
    deviation.found = beats_of(deviation.engine);
    deviation.wanted = beats_of(deviation.reference);
  }

  const Scenario& scenario_;
  const Network& network_;
  const RunOptions& options_;
  Feed feed_;
  std::optional<models::SteadyState> steady_;
  std::string no_steady_state_;  // why there is none
  std::map<std::string, EngineRun> runs_;
  std::optional<models::Cure> cure_;
  std::string doing_;  // the latest progress
  bool compared_ = false;
  std::optional<Mismatch> first_mismatch_;
  std::optional<Deviation> first_deviation_;  // the engines of that deviation
  std::string mismatch_engine_;
  RunResult result_;
};

}  // namespace

std::optional<Interval> steady_interval(const Scenario& scenario) {
  if (!scenario.traffic.periodic()) return std::nullopt;
  const auto steady = scout(scenario, scenario.network, {}).steady;  // also after an interrupted search
  return steady ? std::optional(steady->interval()) : std::nullopt;
}

RunResult run(const Scenario& scenario, const RunOptions& options) {
  if (!scenario.network.finn || first_with(&Engine::model, scenario.engines).empty())
    return Run(scenario, options)();
  // A FINN build's own RTL: models where they exist, and RTL for the rest.
  finn::Models models = finn::Stitch(scenario.network).models();
  const bool all_modelled = std::ranges::find(scenario.engines, "native") != scenario.engines.end();
  if (all_modelled)
    models.check_complete("engine native",
                          "a model of each; systemc has the RTL of those that have none beside the models");
  Scenario modelled = scenario;
  modelled.network = std::move(models.network);
  modelled.rtl_layers = std::move(models.rtl);
  RunResult result = Run(modelled, options)();
  result.notes.insert(result.notes.end(), models.notes.begin(), models.notes.end());
  for (const int s : models.assumed) result.streams[static_cast<std::size_t>(s)].assumed = true;
  return result;
}

}  // namespace weir::testbench

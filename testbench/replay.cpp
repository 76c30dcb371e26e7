#include "testbench/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "rtl/emit.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/scoreboard.hpp"

namespace weir::testbench {

namespace {

using Clock = std::chrono::steady_clock;

// Cycles stepped after the trace's last beat; no beat may move in them.
constexpr Cycle kAfter = 64;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Adds the layers behind the endless streams that the layer reads.
void add_memories(const Network& network, int layer, std::vector<int>& group) {
  for (const int s : network.layer(layer).inputs) {
    if (!network.endless(s)) continue;
    const int from = network.stream(s).from;
    group.push_back(from);
    add_memories(network, from, group);
  }
}

// Whether the layer is built together with its reader.
bool belongs_to_reader(const Network& network, const Layer& layer) {
  return std::ranges::any_of(layer.outputs, [&](int s) { return network.endless(s); });
}

// Renames everything by position, so that layers that differ only in names give the same text and share a
// cache entry.
void name_by_place(Network& network) {
  network.name = "instance";
  for (std::size_t l = 0; l < network.layers.size(); ++l) network.layers[l].name = fmt::format("l{}", l);
  for (std::size_t s = 0; s < network.streams.size(); ++s) network.streams[s].name = fmt::format("s{}", s);
}

// The text that instantiates the layers: everything that distinguishes one core from another.
std::string core_text(const Network& network) {
  rtl::EmitOptions options;
  options.border_fifos = false;
  options.parameters = false;
  const rtl::Emitted emitted = rtl::emit(network, options);
  return std::ranges::find(emitted.sources, emitted.core + ".sv", &rtl::EmittedFile::name)->text;
}

// The FIFO before one of the part's inputs: the producer's end is the trace's, the consumer's the part's.
class InputFifo {
 public:
  InputFifo(RtlPart& part, std::size_t input, const Pattern& pop, const StreamTrace& trace)
      : part_(part), input_(input), gate_(pop), trace_(trace) {}

  void drive(Cycle cycle) {
    const std::size_t next = pops_.size();
    offered_ = offered_ || (next < trace_.push.size() && trace_.push[next] < cycle && gate_.is_open(cycle));
    part_.set_input(input_, offered_,
                    offered_ ? trace_.values.beat(static_cast<std::int64_t>(next)) : nullptr);
  }
  void after_evaluation(Cycle cycle) {
    if (!offered_ || !part_.input_ready(input_)) return;
    pops_.push_back(cycle);
    offered_ = false;
  }
  std::vector<Cycle>& pops() { return pops_; }

 private:
  RtlPart& part_;
  std::size_t input_;
  Gate gate_;
  const StreamTrace& trace_;
  std::vector<Cycle> pops_;
  bool offered_ = false;
};

// The FIFO behind one of the part's outputs: the producer's end is the part's, the consumer's the trace's.
class OutputFifo {
 public:
  OutputFifo(RtlPart& part, std::size_t output, const Pattern& push, const StreamTrace& trace,
             const Stream& stream)
      : part_(part),
        output_(output),
        gate_(push),
        trace_(trace),
        depth_(stream.depth),
        values_(stream.width_bits) {}

  void drive(Cycle cycle) {
    while (popped_ < trace_.pop.size() && trace_.pop[popped_] < cycle) ++popped_;
    const std::int64_t held = static_cast<std::int64_t>(pushes_.size()) - static_cast<std::int64_t>(popped_);
    ready_ = held < depth_ && gate_.is_open(cycle);
    part_.set_output_ready(output_, ready_);
  }
  void after_evaluation(Cycle cycle) {
    if (!ready_ || !part_.output_valid(output_)) return;
    pushes_.push_back(cycle);
    const std::uint64_t* beat = part_.output_data(output_);
    values_.words.insert(values_.words.end(), beat, beat + values_.words_per_beat);
  }
  std::vector<Cycle>& pushes() { return pushes_; }
  Beats& values() { return values_; }

 private:
  RtlPart& part_;
  std::size_t output_;
  Gate gate_;
  const StreamTrace& trace_;
  std::int64_t depth_;
  std::size_t popped_ = 0;  // by the trace, before the current cycle
  std::vector<Cycle> pushes_;
  Beats values_;
  bool ready_ = false;
};

// A stream's trace up to and including cycle `last`.
StreamTrace until(const StreamTrace& stream, Cycle last) {
  const auto some = [last](const std::vector<Cycle>& cycles) {
    return std::vector<Cycle>(cycles.begin(), std::ranges::upper_bound(cycles, last));
  };
  StreamTrace result;
  result.push = some(stream.push);
  result.pop = some(stream.pop);
  result.values.words_per_beat = stream.values.words_per_beat;
  const auto words = static_cast<std::int64_t>(result.push.size()) * stream.values.words_per_beat;
  result.values.words.assign(stream.values.words.begin(), stream.values.words.begin() + words);
  return result;
}

// One instance's run along the trace.
class Rerun {
 public:
  Rerun(const Network& network, const Stimulus& stimulus, const Trace& trace, const Instance& instance,
        const ReplayOptions& options)
      : network_(network),
        stimulus_(stimulus),
        trace_(trace),
        sub_network_(instance.sub_network),
        options_(options) {
    for (const int s : sub_network_.network.inputs) inputs_.push_back(sub_network_.whole_stream(s));
    for (const int s : sub_network_.network.outputs) outputs_.push_back(sub_network_.whole_stream(s));
    last_ = last_cycle();
  }

  // Steps the part from cycle 0 to the last. Returns the first difference, or "", and sets `beats` to the
  // beats compared.
  std::string operator()(const RtlBuild& build, std::int64_t& beats) const {
    RtlPart part(sub_network_, build, stimulus_, options_.seed);
    const Traffic& traffic = stimulus_.traffic;
    std::vector<InputFifo> before;
    std::vector<OutputFifo> behind;
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      before.emplace_back(part, i, traffic.stream(inputs_[i]).pop, trace_.stream(inputs_[i]));
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      behind.emplace_back(part, o, traffic.stream(outputs_[o]).push, trace_.stream(outputs_[o]),
                          network_.stream(outputs_[o]));
    }
    constexpr Cycle kBetweenChecks = 1024;
    for (Cycle cycle = 0; cycle <= last_; ++cycle) {
      if (cycle % kBetweenChecks == 0) check_interrupt();
      for (InputFifo& fifo : before) fifo.drive(cycle);
      for (OutputFifo& fifo : behind) fifo.drive(cycle);
      part.evaluate();
      for (InputFifo& fifo : before) fifo.after_evaluation(cycle);
      for (OutputFifo& fifo : behind) fifo.after_evaluation(cycle);
      part.clock();
    }

    // Both traces use the whole network's names and are empty except for the part's streams. In both, the far
    // ends of the border FIFOs are the trace's.
    Trace wanted = empty_trace(trace_.engine);
    for (const int s : sub_network_.streams) wanted.stream(s) = until(trace_.stream(s), last_);
    Trace found = empty_trace("rtl");
    part.complete(found);
    drop_surplus(network_, stimulus_.frames, found);
    found.layers = wanted.layers;
    beats = 0;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      StreamTrace& stream = found.stream(inputs_[i]);
      stream = wanted.stream(inputs_[i]);
      stream.pop = std::move(before[i].pops());
      beats += static_cast<std::int64_t>(stream.pop.size());
    }
    for (std::size_t o = 0; o < outputs_.size(); ++o) {
      StreamTrace& stream = found.stream(outputs_[o]);
      stream.pop = wanted.stream(outputs_[o]).pop;
      stream.push = std::move(behind[o].pushes());
      stream.values = std::move(behind[o].values());
      beats += static_cast<std::int64_t>(stream.push.size());
    }
    if (!part.fault().empty()) return part.fault();
    const Comparison cycles = compare_cycles(network_, wanted, found);
    if (!cycles.check.ok) return cycles.check.detail;
    return compare_values(network_, 0, wanted, found).check.detail;
  }

  [[nodiscard]] Cycle cycles() const { return last_ + 1; }

 private:
  [[nodiscard]] Trace empty_trace(const std::string& engine) const {
    Trace trace;
    trace.engine = engine;
    trace.timed = trace.has_values = true;
    trace.streams.resize(network_.streams.size());
    trace.layers.resize(network_.layers.size());
    trace.last_cycle = last_;
    return trace;
  }

  // The cycle of the last required beat on the busiest stream, extended until every border stream with beats
  // in the trace has one.
  [[nodiscard]] Cycle last_cycle() const {
    std::vector<const std::vector<Cycle>*> borders;
    for (const int s : inputs_) borders.push_back(&trace_.stream(s).pop);
    for (const int s : outputs_) borders.push_back(&trace_.stream(s).push);
    std::erase_if(borders, [](const auto* transfers) { return transfers->empty(); });
    Cycle last = -1;
    if (borders.empty()) return last;
    const std::vector<Cycle>& busiest = **std::ranges::max_element(
        borders, {}, [](const std::vector<Cycle>* transfers) { return transfers->size(); });
    if (options_.beats > 0 && options_.beats < static_cast<std::int64_t>(busiest.size())) {
      for (const auto* transfers : borders) last = std::max(last, transfers->front());
      return std::max(last, busiest[static_cast<std::size_t>(options_.beats - 1)]);
    }
    for (const auto* transfers : borders) last = std::max(last, transfers->back());
    return std::min(last + kAfter, trace_.last_cycle);
  }

  const Network& network_;
  const Stimulus& stimulus_;
  const Trace& trace_;
  const SubNetwork& sub_network_;
  const ReplayOptions& options_;
  std::vector<int> inputs_;  // in the whole network
  std::vector<int> outputs_;
  Cycle last_ = -1;
};

// "conv1 (mvtu), conv2": the first one is stepped.
std::string names_of(const Network& network, const Instance& instance) {
  std::string text;
  for (const int l : instance.layers) {
    const Layer& layer = network.layer(l);
    text += text.empty() ? fmt::format("{} ({})", layer.name, layer.kind()) : ", " + layer.name;
  }
  return text;
}

}  // namespace

std::vector<Instance> instances_of(const Network& network) {
  std::vector<Instance> instances;
  std::map<std::string, std::size_t> known;  // by the core's text
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (belongs_to_reader(network, network.layers[l])) continue;
    const auto layer = static_cast<int>(l);
    std::vector<int> group{layer};
    add_memories(network, layer, group);
    SubNetwork part = sub_network(network, std::move(group));
    name_by_place(part.network);
    const auto [at, is_new] = known.emplace(core_text(part.network), instances.size());
    if (is_new) instances.push_back({std::move(part), {}});
    instances[at->second].layers.push_back(layer);
  }
  return instances;
}

Replay replay_rtl(const Network& network, const Stimulus& stimulus, const Trace& trace,
                  const ReplayOptions& options) {
  const std::vector<Instance> instances = instances_of(network);
  Replay replay;
  replay.checks.resize(instances.size());
  std::mutex mutex;  // guards the sums and the progress messages
  std::size_t done = 0;
  const auto one = [&](std::size_t i) {
    const Instance& instance = instances[i];
    const Rerun rerun(network, stimulus, trace, instance, options);
    const RtlBuild build = build_rtl(instance.sub_network.network, false, Capacity::kAmple, rerun.cycles());
    Check check{"rtl_layer", {trace.engine, "rtl"}, 0, 0, false, {}};
    check.streams = static_cast<std::int64_t>(instance.sub_network.streams.size());
    const auto begin = Clock::now();
    const std::string wrong = rerun(build, check.beats);
    const double run_s = seconds_since(begin);
    check.ok = wrong.empty() && check.beats > 0;
    check.detail = names_of(network, instance);
    if (!check.ok) check.detail += ": " + (wrong.empty() ? "no beats were compared" : wrong);
    const std::scoped_lock lock(mutex);
    replay.build_s += build.build_s;
    replay.run_s += run_s;
    replay.cycles += rerun.cycles();
    if (options.progress) {
      options.progress(fmt::format("rtl layer {}/{}: {}: {}, built in {:.1f} s, {} cycles in {:.2f} s",
                                   ++done, instances.size(), names_of(network, instance),
                                   check.ok ? "ok" : "FAILED", build.build_s, rerun.cycles(), run_s));
    }
    replay.checks[i] = std::move(check);
  };
  // In a build, one CPU core does the translation, and two or three do most of the rest.
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < instances.size(); i = next++) {
      try {
        one(i);
      } catch (...) {
        next = instances.size();
        throw;
      }
    }
  };
  std::vector<std::future<void>> workers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
    workers.push_back(std::async(std::launch::async, work));
  for (std::future<void>& worker : workers) worker.get();
  return replay;
}

}  // namespace weir::testbench

#include "tests/contract.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace weir::tests {

namespace {

constexpr Cycle kDeadlock = 20'000;  // longer than any traffic stays closed

std::int64_t count(const std::vector<Cycle>& cycles) { return static_cast<std::int64_t>(cycles.size()); }

// A FIFO: a stream's own, or a register slice.
struct Fifo {
  std::int64_t depth = 2;
  FifoDelays delays = {};
  std::vector<Cycle> push = {};
  std::vector<Cycle> pop = {};

  [[nodiscard]] std::int64_t held() const { return count(push) - count(pop); }
  [[nodiscard]] bool shows_beat(Cycle cycle) const {
    return held() > 0 && cycle >= push[pop.size()] + delays.write_to_read;
  }
  [[nodiscard]] bool has_room(Cycle cycle) const {
    const std::int64_t slot = count(push) - depth;  // the pop that freed it; negative: was never used
    return slot < 0 ||
           (slot < count(pop) && cycle >= pop[static_cast<std::size_t>(slot)] + delays.read_to_write);
  }
};

constexpr int kNone = -1;

// A handshake between the driver of valid (a source, a layer or a FIFO) and the driver of ready (a FIFO, a
// layer or a sink), with a gate in between.
struct Link {
  enum class Closes : std::uint8_t {
    kNever,
    kAnyTime,       // transfers happen only in open cycles
    kBetweenBeats,  // once a beat is shown, the gate stays open until its transfer
  };

  int from_fifo = kNone;
  int to_fifo = kNone;
  Closes closes = Closes::kNever;
  std::optional<Gate> gate = {};
  std::optional<Gate> arrivals = {};  // of a source: when it has a beat
  std::optional<Gate> takes = {};     // of a sink: when it is ready

  std::vector<Cycle> transfers = {};
  // State in the current cycle:
  bool open = true;
  bool valid = false;   // as the producer drives it
  bool ready = false;   // as the consumer drives it
  bool showed = false;  // it has shown a beat that is not taken yet

  [[nodiscard]] bool shown() const { return valid && open; }    // to the consumer
  [[nodiscard]] bool granted() const { return ready && open; }  // to the producer
};

// The links of one stream, from its producer to its consumer. With slices and a FIFO there are four.
struct StreamState {
  std::vector<Link> links;
  std::size_t push = 0;  // the link into the stream's own FIFO
  std::size_t pop = 0;   // the link out of it; on a wire both are the same link
  int fifo = kNone;
};

// The contents of a freezing pipeline.
struct SteppedPipeline {
  std::vector<std::uint32_t> stages;  // what stages 1 .. D will write; 0: nothing, or a bubble
  bool written = false;               // the beats of the iteration in stage D are taken
  Cycle enabled = 0;                  // cycles so far in which it was enabled
  Cycle due = 0;                      // the enabled cycle from which on the current iteration may issue
  Cycle silent = 0;                   // until that enabled cycle iterations pass that touch no stream
  bool blocked = false;               // in this cycle
  bool moves = false;                 // in this cycle the pipeline is enabled

  [[nodiscard]] std::uint32_t writes() const { return written ? 0 : stages.back(); }
};

struct LayerState {
  Schedule schedule;
  std::vector<Cycle> every = {};  // of a freezing layer: enabled cycles since the iteration before
  std::vector<std::vector<Cycle>> written = {};  // for each output, the issues that wrote to it
  SteppedPipeline pipeline = {};
  std::int64_t issued = 0;
  Cycle last_issue = 0;
  Cycle first_valid = -1;  // of all inputs that the current iteration reads or waits for; -1: not yet
  bool issues = false;     // in this cycle
  bool counted = true;     // false: all its outputs are endless
  LayerActivity activity = {};

  [[nodiscard]] std::int64_t frame() const {
    return issued / static_cast<std::int64_t>(schedule.frame.size());
  }
  [[nodiscard]] std::size_t position() const {
    return static_cast<std::size_t>(issued) % schedule.frame.size();
  }
  [[nodiscard]] const Iteration& at_hand() const { return schedule.frame[position()]; }
};

// Drops the iterations of a freezing layer that touch no stream, and records for every other iteration its
// distance from the one before, in enabled cycles.
void drop_silent(LayerState& layer) {
  std::vector<Iteration> frame;
  Cycle every = 1;
  for (const Iteration& iteration : layer.schedule.frame) {
    if ((iteration.reads | iteration.waits | iteration.writes) == 0) {
      ++every;
      continue;
    }
    frame.push_back(iteration);
    layer.every.push_back(every);
    every = 1;
  }
  layer.every.front() += every - 1;  // includes the dropped ones at the end of the frame before
  layer.schedule.frame = std::move(frame);
}

class Stepper {
 public:
  Stepper(const Network& network, std::int64_t frames, const Traffic& traffic)
      : network_(network), frames_(frames), waves_(network.streams.size()) {
    for (std::size_t s = 0; s < network.streams.size(); ++s) add_stream(s, traffic.streams[s]);
    for (const Layer& layer : network.layers) {
      LayerState& state = layers_.emplace_back(LayerState{schedule_of(layer)});
      state.written.resize(layer.outputs.size());
      state.counted = !std::ranges::all_of(layer.outputs, [&](int s) { return network.endless(s); });
      if (!layer.freezing) continue;
      drop_silent(state);
      state.pipeline.stages.resize(static_cast<std::size_t>(layer.freezing->depth));
    }
  }

  ContractRun run() {
    Trace trace{"contract", true, false, {}, {}, -1, false, {}, {}};
    for (Cycle cycle = 0; !complete() && cycle - trace.last_cycle < kDeadlock; ++cycle) {
      // Each valid depends on earlier cycles, and so does a FIFO's ready. A layer's ready depends on its
      // inputs' valid and on the ready of the links behind it.
      for (std::size_t l = 0; l < layers_.size(); ++l) offer(l, cycle);
      for (std::size_t s = 0; s < streams_.size(); ++s) show(s, cycle);
      for (std::size_t l = layers_.size(); l-- > 0;) decide(l, cycle);
      for (std::size_t s = 0; s < streams_.size(); ++s) note(s, cycle);
      bool moved = false;
      for (std::size_t s = 0; s < streams_.size(); ++s) {
        moved = transfer(s, cycle) || moved;
      }
      for (std::size_t l = 0; l < layers_.size(); ++l) issue(l, cycle);
      if (!moved) continue;
      trace.last_cycle = cycle;
      trace.layers.clear();
      for (const LayerState& layer : layers_) trace.layers.push_back(layer.activity);
    }
    trace.complete = complete();
    for (std::size_t s = 0; s < streams_.size(); ++s) {
      StreamTrace& stream = trace.streams.emplace_back();
      stream.push = used(streams_[s].links[streams_[s].push].transfers, s);
      stream.pop = used(streams_[s].links[streams_[s].pop].transfers, s);
      cut(stream, trace.last_cycle);
    }
    return {std::move(trace), std::move(waves_)};
  }

 private:
  int add_fifo(const Fifo& fifo) {
    fifos_.push_back(fifo);
    return static_cast<int>(fifos_.size()) - 1;
  }

  void add_stream(std::size_t s, const StreamTraffic& traffic) {
    const Stream& stream = network_.streams[s];
    const auto sliced = [&](int layer) { return layer != kBorder && network_.layer(layer).slices; };
    StreamState& state = streams_.emplace_back();
    std::vector<int> fifos;
    if (sliced(stream.from)) fifos.push_back(add_fifo({}));
    state.push = state.pop = fifos.size();
    if (!stream.wire) {
      state.fifo = add_fifo({stream.depth, stream.delays});
      fifos.push_back(state.fifo);
      ++state.pop;
    }
    if (sliced(stream.to)) fifos.push_back(add_fifo({}));

    state.links.resize(fifos.size() + 1);
    for (std::size_t i = 0; i < fifos.size(); ++i) {
      state.links[i].to_fifo = fifos[i];
      state.links[i + 1].from_fifo = fifos[i];
    }
    Link& push = state.links[state.push];
    if (stream.from == kBorder) {
      push.arrivals.emplace(traffic.push);
    } else if (!stream.wire) {
      push.gate.emplace(traffic.push);
      push.closes = Link::Closes::kAnyTime;
    }
    Link& pop = state.links[state.pop];
    if (stream.to == kBorder) {
      pop.takes.emplace(traffic.pop);
    } else {
      pop.gate.emplace(traffic.pop);
      pop.closes = Link::Closes::kBetweenBeats;
    }
  }

  Fifo& fifo(int index) { return fifos_[static_cast<std::size_t>(index)]; }
  // The links at the layer's inputs and outputs.
  Link& input(const Layer& layer, std::size_t i) {
    return streams_[static_cast<std::size_t>(layer.inputs[i])].links.back();
  }
  Link& output(const Layer& layer, std::size_t o) {
    return streams_[static_cast<std::size_t>(layer.outputs[o])].links.front();
  }

  [[nodiscard]] std::int64_t beats(std::size_t s) const {
    return frames_ * network_.streams[s].beats_per_frame;
  }
  // The transfers of the beats that the frames use.
  [[nodiscard]] std::vector<Cycle> used(std::vector<Cycle> transfers, std::size_t s) const {
    if (count(transfers) > beats(s)) transfers.resize(static_cast<std::size_t>(beats(s)));
    return transfers;
  }

  [[nodiscard]] bool complete() const {
    for (std::size_t s = 0; s < streams_.size(); ++s) {
      if (count(streams_[s].links.back().transfers) < beats(s)) return false;
    }
    return true;
  }

  // Drives the valid of the layer's outputs.
  void offer(std::size_t l, Cycle cycle) {
    const Layer& layer = network_.layers[l];
    const LayerState& state = layers_[l];
    for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
      Link& link = output(layer, o);
      if (layer.freezing) {
        link.valid = (state.pipeline.writes() >> o & 1U) != 0;
        continue;
      }
      const std::vector<Cycle>& written = state.written[o];
      const std::size_t pushed = link.transfers.size();
      link.valid = pushed < written.size() && written[pushed] + state.schedule.latency <= cycle;
    }
  }

  // Drives the signals of the environment, the FIFOs and the gates, which depend on earlier cycles.
  void show(std::size_t s, Cycle cycle) {
    for (Link& link : streams_[s].links) {
      if (link.arrivals) {  // a beat, once offered, stays offered
        const bool arrives = link.arrivals->is_open(cycle) && count(link.transfers) < beats(s);
        link.valid = link.valid || arrives;
      }
      if (link.from_fifo != kNone) link.valid = fifo(link.from_fifo).shows_beat(cycle);
      if (link.to_fifo != kNone) link.ready = fifo(link.to_fifo).has_room(cycle);
      if (link.takes) link.ready = link.takes->is_open(cycle);
      if (link.closes == Link::Closes::kAnyTime) link.open = link.gate->is_open(cycle);
      if (link.closes == Link::Closes::kBetweenBeats) {
        link.open = link.gate->is_open(cycle) || link.showed;
        link.showed = link.shown();
      }
    }
  }

  // The inputs that the current iteration reads or waits for and that show no beat.
  std::uint32_t lacking(const Layer& layer, const Iteration& iteration) {
    std::uint32_t lacking = 0;
    for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
      if (((iteration.reads | iteration.waits) >> i & 1U) != 0 && !input(layer, i).shown())
        lacking |= 1U << i;
    }
    return lacking;
  }

  // Drives the inputs' ready. `able`: only beats may be missing. An input is ready if all others have their
  // beat.
  void take(const Layer& layer, const Iteration& iteration, std::uint32_t lacking, bool able) {
    for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
      const bool others = (lacking & ~(1U << i)) == 0;
      input(layer, i).ready = (iteration.reads >> i & 1U) != 0 && others && able;
    }
  }

  // Decides whether the layer issues; sets its inputs' ready and its label.
  void decide(std::size_t l, Cycle cycle) {
    const Layer& layer = network_.layers[l];
    if (layer.freezing) {
      decide_freezing(layer, layers_[l]);
    } else {
      decide_elastic(layer, layers_[l], cycle);
    }
  }

  void decide_elastic(const Layer& layer, LayerState& state, Cycle cycle) {
    const Schedule& schedule = state.schedule;
    const Iteration& iteration = state.at_hand();
    bool credit = true;
    for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
      const std::int64_t taken = count(state.written[o]) - count(output(layer, o).transfers);
      if ((iteration.writes >> o & 1U) != 0 && taken > schedule.latency) credit = false;
    }
    const std::uint32_t missing = lacking(layer, iteration);
    if (missing == 0 && state.first_valid < 0) state.first_valid = cycle;
    const bool due =
        (state.issued == 0 || cycle >= state.last_issue + iteration.after) &&
        (iteration.delay == 0 || (state.first_valid >= 0 && cycle >= state.first_valid + iteration.delay));
    bool buffered = true;
    if (schedule.read_ahead > 0) {
      const std::int64_t read = count(input(layer, 0).transfers);
      const std::int64_t before = state.frame() * schedule.read_ahead;
      buffered = before + iteration.needs <= read;
      input(layer, 0).ready = read < before + iteration.places;
    } else {
      take(layer, iteration, missing, credit && due);
    }
    state.issues = credit && missing == 0 && due && buffered;
    label(state, state.issues, !credit);
  }

  void decide_freezing(const Layer& layer, LayerState& state) {
    SteppedPipeline& pipeline = state.pipeline;
    const Iteration& iteration = state.at_hand();
    pipeline.blocked = false;
    for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
      if ((pipeline.writes() >> o & 1U) != 0 && !output(layer, o).granted()) pipeline.blocked = true;
    }
    const bool due = pipeline.enabled >= pipeline.due;
    const std::uint32_t missing = lacking(layer, iteration);
    const bool waits = layer.freezing->on_missing_input && due && state.position() != 0 && missing != 0;
    pipeline.moves = !pipeline.blocked && !waits;
    take(layer, iteration, missing, due && !pipeline.blocked);
    state.issues = due && missing == 0 && !pipeline.blocked;
    const bool silent = pipeline.enabled < pipeline.silent;
    label(state, state.issues || (pipeline.moves && silent), pipeline.blocked);
  }

  static void label(LayerState& state, bool busy, bool blocked) {
    if (!state.counted) return;
    state.activity.busy += busy ? 1 : 0;
    state.activity.blocked += !busy && blocked ? 1 : 0;
    state.activity.starved += !busy && !blocked ? 1 : 0;
  }

  void note(std::size_t s, Cycle cycle) {
    const StreamState& state = streams_[s];
    if (state.fifo == kNone) return;  // a wire has no waves
    const Link& push = state.links[state.push];
    const Link& pop = state.links[state.pop];
    const Handshake now{push.valid, push.granted(), pop.shown(), pop.ready, fifo(state.fifo).held()};
    if (waves_[s].empty() || waves_[s].back().now != now) waves_[s].push_back({cycle, now});
  }

  // Whether a beat of a frame moved into or out of the stream's FIFO, or of a slice next to it.
  bool transfer(std::size_t s, Cycle cycle) {
    StreamState& state = streams_[s];
    bool moved = false;
    for (std::size_t i = 0; i < state.links.size(); ++i) {
      Link& link = state.links[i];
      if (!link.valid || !link.granted()) continue;
      // The outputs of a freezing pipeline transfer together.
      const int from = network_.streams[s].from;
      if (i == 0 && from != kBorder && layers_[static_cast<std::size_t>(from)].pipeline.blocked) continue;
      link.transfers.push_back(cycle);
      if (link.from_fifo != kNone) fifo(link.from_fifo).pop.push_back(cycle);
      if (link.to_fifo != kNone) fifo(link.to_fifo).push.push_back(cycle);
      link.valid = link.showed = false;
      moved = moved || count(link.transfers) <= beats(s);
    }
    return moved;
  }

  void issue(std::size_t l, Cycle cycle) {
    LayerState& state = layers_[l];
    const std::uint32_t writes = state.issues ? state.at_hand().writes : 0;
    if (network_.layers[l].freezing) advance(state.pipeline, writes);
    if (!state.issues) return;
    for (std::size_t o = 0; o < state.written.size(); ++o) {
      if ((writes >> o & 1U) != 0) state.written[o].push_back(cycle);
    }
    ++state.issued;
    state.last_issue = cycle;
    state.first_valid = -1;
    if (const auto& freezing = network_.layers[l].freezing) {
      SteppedPipeline& pipeline = state.pipeline;
      const Cycle issued_in = pipeline.enabled - 1;  // the cycle of issue is already counted
      pipeline.due = pipeline.silent = issued_in + state.every[state.position()];
      if (freezing->on_missing_input && state.position() == 0)
        pipeline.due = std::max(pipeline.due, issued_in + freezing->depth + 1);
    }
  }

  static void advance(SteppedPipeline& pipeline, std::uint32_t writes) {
    if (!pipeline.blocked) pipeline.written = true;
    if (!pipeline.moves) return;
    pipeline.stages.insert(pipeline.stages.begin(), writes);
    pipeline.stages.pop_back();
    pipeline.written = false;
    ++pipeline.enabled;
  }

  const Network& network_;
  std::int64_t frames_;
  std::vector<Fifo> fifos_;
  std::vector<StreamState> streams_;
  std::vector<LayerState> layers_;
  Waves waves_;
};

}  // namespace

Schedule schedule_of(const Layer& layer) {
  return std::visit([](const auto& params) { return schedule_of(params); }, layer.params);
}

ContractRun run_contract(const Network& network, std::int64_t frames, const Traffic& traffic) {
  return Stepper(network, frames, traffic).run();
}

}  // namespace weir::tests

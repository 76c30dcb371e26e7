#include "tests/contract.hpp"

#include <utility>
#include <variant>

namespace weir::tests {

namespace {

constexpr Cycle kDeadlock = 20'000;  // no traffic closes for so long

std::int64_t count(const std::vector<Cycle>& cycles) { return static_cast<std::int64_t>(cycles.size()); }

// The two ends of one FIFO.
struct StreamState {
  Gate push_gate;
  Gate pop_gate;
  StreamTrace trace = {};
  bool offered = false;  // by its source, or by the layer before it, in this cycle
  bool push_open = true;
  bool shown = false;  // a beat, to the layer behind it or to its sink, in this cycle
  bool ready = false;  // the layer behind it, or its sink, in this cycle

  [[nodiscard]] std::int64_t held() const { return count(trace.push) - count(trace.pop); }
};

struct LayerState {
  Schedule schedule;
  std::vector<std::vector<Cycle>> written;  // for each output, the issues that wrote to it
  std::int64_t issued = 0;
  Cycle last_issue = 0;
  Cycle first_valid = -1;  // of what the iteration at hand reads and awaits; -1: not yet
  bool issues = false;     // in this cycle
  LayerActivity activity = {};

  [[nodiscard]] std::int64_t frame() const {
    return issued / static_cast<std::int64_t>(schedule.frame.size());
  }
  [[nodiscard]] const Iteration& at_hand() const {
    return schedule.frame[static_cast<std::size_t>(issued) % schedule.frame.size()];
  }
};

class Stepper {
 public:
  Stepper(const Network& network, std::int64_t frames, const Traffic& traffic)
      : network_(network), frames_(frames), waves_(network.streams.size()) {
    for (const StreamTraffic& stream : traffic.streams)
      streams_.push_back({Gate(stream.push), Gate(stream.pop)});
    for (const Layer& layer : network.layers) {
      layers_.push_back({schedule_of(layer), {}});
      layers_.back().written.resize(layer.outputs.size());
    }
  }

  ContractRun run() {
    Trace trace{"contract", true, false, {}, {}, -1, false};
    for (Cycle cycle = 0; !complete() && cycle - trace.last_cycle < kDeadlock; ++cycle) {
      for (std::size_t s = 0; s < streams_.size(); ++s) show(s, cycle);
      for (std::size_t l = 0; l < layers_.size(); ++l) decide(l, cycle);
      for (std::size_t s = 0; s < streams_.size(); ++s) note(s, cycle);
      for (std::size_t l = 0; l < layers_.size(); ++l) issue(l, cycle);
      bool moved = false;
      for (std::size_t s = 0; s < streams_.size(); ++s) {
        // What a memory streams ahead does not count.
        if (transfer(s, cycle)) moved = moved || !network_.endless(static_cast<int>(s));
      }
      if (!moved) continue;
      trace.last_cycle = cycle;
      trace.layers.clear();
      for (const LayerState& layer : layers_) trace.layers.push_back(layer.activity);
    }
    trace.complete = complete();
    for (StreamState& stream : streams_) {
      cut(stream.trace, trace.last_cycle);
      trace.streams.push_back(std::move(stream.trace));
    }
    return {std::move(trace), std::move(waves_)};
  }

 private:
  [[nodiscard]] std::int64_t beats(std::size_t s) const {
    return frames_ * network_.streams[s].beats_per_frame;
  }

  [[nodiscard]] bool complete() const {
    for (std::size_t s = 0; s < streams_.size(); ++s) {
      if (!network_.endless(static_cast<int>(s)) && count(streams_[s].trace.pop) < beats(s)) return false;
    }
    return true;
  }

  // What the environment and the FIFO drive, from what happened before this cycle.
  void show(std::size_t s, Cycle cycle) {
    const Stream& stream = network_.streams[s];
    StreamState& state = streams_[s];
    const bool push_open = state.push_gate.is_open(cycle);
    const bool pop_open = state.pop_gate.is_open(cycle);
    if (stream.from == kBorder) {  // once offered, a beat stays so
      state.offered = state.offered || (push_open && count(state.trace.push) < beats(s));
    } else {
      state.push_open = push_open;
    }
    if (stream.to == kBorder) {
      state.shown = state.held() > 0;
      state.ready = pop_open;
    } else {  // likewise
      state.shown = state.held() > 0 && (state.shown || pop_open);
    }
  }

  // Whether the layer issues, its inputs' ready and its outputs' valid.
  void decide(std::size_t l, Cycle cycle) {
    const Layer& layer = network_.layers[l];
    LayerState& state = layers_[l];
    const Schedule& schedule = state.schedule;
    const Iteration& iteration = state.at_hand();
    const auto input = [&](std::size_t i) -> StreamState& {
      return streams_[static_cast<std::size_t>(layer.inputs[i])];
    };

    bool credit = true;
    for (std::size_t o = 0; o < layer.outputs.size(); ++o) {
      StreamState& stream = streams_[static_cast<std::size_t>(layer.outputs[o])];
      const std::vector<Cycle>& written = state.written[o];
      const std::int64_t pushed = count(stream.trace.push);
      if ((iteration.writes >> o & 1U) != 0 && count(written) - pushed > schedule.latency) credit = false;
      stream.offered =
          pushed < count(written) && written[static_cast<std::size_t>(pushed)] + schedule.latency <= cycle;
    }

    std::uint32_t lacking = 0;
    for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
      if (((iteration.reads | iteration.waits) >> i & 1U) != 0 && !input(i).shown) lacking |= 1U << i;
    }
    if (lacking == 0 && state.first_valid < 0) state.first_valid = cycle;
    const bool due =
        (state.issued == 0 || cycle >= state.last_issue + iteration.after) &&
        (iteration.delay == 0 || (state.first_valid >= 0 && cycle >= state.first_valid + iteration.delay));
    bool buffered = true;
    if (schedule.read_ahead > 0) {
      const std::int64_t read = count(input(0).trace.pop);
      const std::int64_t before = state.frame() * schedule.read_ahead;
      buffered = before + iteration.needs <= read;
      input(0).ready = read < before + iteration.places;
    } else {
      for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
        const bool others = (lacking & ~(1U << i)) == 0;
        input(i).ready = (iteration.reads >> i & 1U) != 0 && others && credit && due;
      }
    }

    state.issues = credit && lacking == 0 && due && buffered;
    state.activity.busy += state.issues ? 1 : 0;
    state.activity.blocked += !state.issues && !credit ? 1 : 0;
    state.activity.starved += !state.issues && credit ? 1 : 0;
  }

  void note(std::size_t s, Cycle cycle) {
    const StreamState& state = streams_[s];
    const bool room = state.held() < network_.streams[s].depth;
    const testbench::Handshake now{state.offered, state.push_open && room, state.shown, state.ready,
                                   state.held()};
    if (waves_[s].empty() || waves_[s].back().now != now) waves_[s].push_back({cycle, now});
  }

  void issue(std::size_t l, Cycle cycle) {
    LayerState& state = layers_[l];
    if (!state.issues) return;
    for (std::size_t o = 0; o < state.written.size(); ++o) {
      if ((state.at_hand().writes >> o & 1U) != 0) state.written[o].push_back(cycle);
    }
    ++state.issued;
    state.last_issue = cycle;
    state.first_valid = -1;
  }

  bool transfer(std::size_t s, Cycle cycle) {
    StreamState& state = streams_[s];
    const bool pushes = state.offered && state.push_open && state.held() < network_.streams[s].depth;
    const bool pops = state.shown && state.ready;
    if (pushes) state.trace.push.push_back(cycle);
    if (pops) state.trace.pop.push_back(cycle);
    if (pushes) state.offered = false;
    if (pops) state.shown = false;
    return pushes || pops;
  }

  const Network& network_;
  std::int64_t frames_;
  std::vector<StreamState> streams_;
  std::vector<LayerState> layers_;
  testbench::Waves waves_;
};

}  // namespace

Schedule schedule_of(const Layer& layer) {
  return std::visit([](const auto& params) { return schedule_of(params); }, layer.params);
}

ContractRun run_contract(const Network& network, std::int64_t frames, const Traffic& traffic) {
  return Stepper(network, frames, traffic).run();
}

}  // namespace weir::tests

#include <fmt/format.h>

#include <stdexcept>
#include <systemc>

#include "models/hosts/modules.hpp"
#include "network/scenario.hpp"
#include "testbench/packing.hpp"

// The one class that others see.
#pragma GCC visibility push(default)
#include "embed/include/weir/accelerator.hpp"
#pragma GCC visibility pop

namespace weir {

namespace {

// Memories stream for as long as anybody takes their beats.
constexpr std::int64_t kEndless = std::int64_t{1} << 40;

Scenario load(const std::string& file) {
  Scenario scenario = load_scenario(file);
  check_own_hardware("an accelerator", scenario.network);
  check_modelled("an accelerator", scenario.network);
  return scenario;
}

// What is beyond the border is the user's.
Stimulus stimulus_of(const Scenario& scenario) {
  Stimulus stimulus{kEndless, scenario.traffic, {}};
  const Network& network = scenario.network;
  for (const int s : network.inputs) {
    stimulus.traffic.stream(s).push = Pattern::back_to_back();
    stimulus.inputs.emplace_back(network.stream(s).width_bits);
  }
  for (const int s : network.outputs) stimulus.traffic.stream(s).pop = Pattern::back_to_back();
  return stimulus;
}

models::Recording with_values() {
  models::Recording recording;
  recording.values = true;
  return recording;
}

Accelerator::Stream described(const Stream& stream) {
  return {stream.name, static_cast<int>(stream.width_bits), stream.beats_per_frame, stream.shape};
}

// Where kernel time stands, in cycles.
class Clock {
 public:
  explicit Clock(const sc_core::sc_time& period) : period_(period) {}
  [[nodiscard]] const sc_core::sc_time& period() const { return period_; }
  // The first cycle that begins now or later.
  [[nodiscard]] Cycle next() const {
    const std::uint64_t now = sc_core::sc_time_stamp().value();
    return static_cast<Cycle>((now + period_.value() - 1) / period_.value());
  }
  // Until a cycle begins that does not lie behind.
  [[nodiscard]] sc_core::sc_time until(Cycle cycle) const {
    return sc_core::sc_time::from_value(static_cast<std::uint64_t>(cycle) * period_.value()) -
           sc_core::sc_time_stamp();
  }

 private:
  sc_core::sc_time period_;
};

// The user's end of an input: brings beats from the user's FIFO into the network's.
class Entry final : public sc_core::sc_module {
 public:
  sc_core::sc_port<models::StreamWriteIf> stream;

  SC_HAS_PROCESS(Entry);
  Entry(const sc_core::sc_module_name& name, sc_core::sc_port<sc_core::sc_fifo_in_if<Beat>>& from,
        models::OutPort to, models::ValueQueue& values, std::int64_t width_bits, const Clock& clock)
      : sc_module(name),
        from_(from),
        to_(std::move(to)),
        values_(values),
        width_bits_(width_bits),
        clock_(clock) {
    SC_METHOD(step);
  }

 private:
  void step() {
    for (;;) {
      if (from_->num_available() == 0) return next_trigger(from_->data_written_event());
      if (!to_.has_room()) {
        to_.channel().wait_for_room();
        return next_trigger(stream->room_event());
      }
      const Cycle at = to_.push_cycle(clock_.next());
      if (const sc_core::sc_time wait = clock_.until(at); wait != sc_core::SC_ZERO_TIME)
        return next_trigger(wait);
      Beat beat;
      from_->nb_read(beat);
      if (static_cast<std::int64_t>(beat.words.size()) != values_.words())
        throw std::runtime_error(fmt::format("{}: found a beat of {} words, wanted {}", name(),
                                             beat.words.size(), values_.words()));
      if (const std::int64_t used = width_bits_ % 64; used != 0 && beat.words.back() >> used != 0)
        throw std::runtime_error(
            fmt::format("{}: found a beat with bits above the {} of its stream: {:016x}, "
                        "wanted zero there",
                        name(), width_bits_, beat.words.back()));
      values_.write(beat.words.data());
      to_.push(at);
    }
  }

  sc_core::sc_port<sc_core::sc_fifo_in_if<Beat>>& from_;
  models::OutPort to_;
  models::ValueQueue& values_;
  std::int64_t width_bits_;
  const Clock& clock_;
};

// The user's end of an output.
class Exit final : public sc_core::sc_module {
 public:
  sc_core::sc_port<models::StreamReadIf> stream;

  SC_HAS_PROCESS(Exit);
  Exit(const sc_core::sc_module_name& name, models::InPort from, models::ValueQueue& values,
       sc_core::sc_port<sc_core::sc_fifo_out_if<Beat>>& to, const Clock& clock)
      : sc_module(name), from_(std::move(from)), values_(values), to_(to), clock_(clock) {
    SC_METHOD(step);
  }

 private:
  void step() {
    for (;;) {
      if (!from_.has_beat()) {
        from_.channel().wait_for_beat();
        return next_trigger(stream->beat_event());
      }
      const Cycle at = std::max({from_.front(), from_.channel().pops.last() + 1, clock_.next()});
      if (const sc_core::sc_time wait = clock_.until(at); wait != sc_core::SC_ZERO_TIME)
        return next_trigger(wait);
      if (to_->num_free() == 0) return next_trigger(to_->data_read_event());
      const std::uint64_t* words = values_.read();
      to_->nb_write({{words, words + values_.words()}});
      from_.pop(at, at);
    }
  }

  models::InPort from_;
  models::ValueQueue& values_;
  sc_core::sc_port<sc_core::sc_fifo_out_if<Beat>>& to_;
  const Clock& clock_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Beat& beat) {
  std::string text;
  for (std::size_t w = beat.words.size(); w-- > 0;) text += fmt::format("{:016x}", beat.words[w]);
  return out << text;
}

struct Accelerator::Implementation {
  Implementation(const std::string& file, const sc_core::sc_time& period)
      : scenario(load(file)),
        stimulus(stimulus_of(scenario)),
        pipeline(scenario.network, stimulus, with_values()),
        clock(period == sc_core::SC_ZERO_TIME ? sc_core::sc_time(1000 / scenario.clock_mhz, sc_core::SC_NS)
                                              : period) {
    for (const int s : scenario.network.inputs) inputs.push_back(described(scenario.network.stream(s)));
    for (const int s : scenario.network.outputs) outputs.push_back(described(scenario.network.stream(s)));
  }

  Scenario scenario;
  Stimulus stimulus;
  models::Pipeline pipeline;
  Clock clock;
  std::vector<Stream> inputs;
  std::vector<Stream> outputs;
  std::vector<std::unique_ptr<models::StreamChannel>> channels;
  std::vector<std::unique_ptr<models::ProcessModule>> layers;
  std::vector<std::unique_ptr<Entry>> entries;
  std::vector<std::unique_ptr<Exit>> exits;
};

Accelerator::Accelerator(const sc_core::sc_module_name& name, const std::string& file,
                         const sc_core::sc_time& period)
    : sc_module(name), implementation_(std::make_unique<Implementation>(file, period)) {
  Implementation& all = *implementation_;
  const Network& network = all.scenario.network;
  in.init(network.inputs.size(), [this](const char* /*port*/, std::size_t i) {
    return new sc_core::sc_port<sc_core::sc_fifo_in_if<Beat>>(("in_" + inputs()[i].name).c_str());
  });
  out.init(network.outputs.size(), [this](const char* /*port*/, std::size_t i) {
    return new sc_core::sc_port<sc_core::sc_fifo_out_if<Beat>>(("out_" + outputs()[i].name).c_str());
  });
  for (std::size_t c = 0; c < all.pipeline.channels.size(); ++c) {
    const std::string stream =
        c < network.streams.size() ? network.streams[c].name : fmt::format("slice{}", c);
    all.channels.push_back(
        std::make_unique<models::StreamChannel>(stream + "_fifo", *all.pipeline.channels[c], nullptr));
  }
  const auto channel = [&](int c) -> models::StreamChannel& {
    return *all.channels[static_cast<std::size_t>(c)];
  };
  for (const models::Pipeline::Member& member : all.pipeline.members) {
    if (member.inputs.empty() != member.outputs.empty()) {
      const auto is_border = [&](const auto& process) { return process.get() == member.process; };
      if (std::ranges::any_of(all.pipeline.sources, is_border) ||
          std::ranges::any_of(all.pipeline.sinks, is_border))
        continue;  // the user's
    }
    auto module = std::make_unique<models::ProcessModule>(member.name.c_str(), member.inputs.size(),
                                                          member.outputs.size(), *member.process);
    for (std::size_t i = 0; i < member.inputs.size(); ++i) module->in[i].bind(channel(member.inputs[i]));
    for (std::size_t o = 0; o < member.outputs.size(); ++o) module->out[o].bind(channel(member.outputs[o]));
    all.layers.push_back(std::move(module));
  }
  const auto values = [&](int s) -> models::ValueQueue& {
    return *all.pipeline.values[static_cast<std::size_t>(s)];
  };
  for (std::size_t i = 0; i < network.inputs.size(); ++i) {
    const int s = network.inputs[i];
    all.entries.push_back(std::make_unique<Entry>(("entry_" + network.stream(s).name).c_str(), in[i],
                                                  all.pipeline.out_port(s), values(s),
                                                  network.stream(s).width_bits, all.clock));
    all.entries.back()->stream.bind(channel(all.pipeline.first_channel(s)));
  }
  for (std::size_t o = 0; o < network.outputs.size(); ++o) {
    const int s = network.outputs[o];
    all.exits.push_back(std::make_unique<Exit>(("exit_" + network.stream(s).name).c_str(),
                                               all.pipeline.in_port(s), values(s), out[o], all.clock));
    all.exits.back()->stream.bind(channel(all.pipeline.last_channel(s)));
  }
}

Accelerator::~Accelerator() = default;

const std::vector<Accelerator::Stream>& Accelerator::inputs() const { return implementation_->inputs; }
const std::vector<Accelerator::Stream>& Accelerator::outputs() const { return implementation_->outputs; }
sc_core::sc_time Accelerator::period() const { return implementation_->clock.period(); }

std::vector<Beat> Accelerator::to_beats(std::size_t input, const std::vector<std::int64_t>& frame) const {
  const Network& network = implementation_->scenario.network;
  const weir::Stream& stream = network.stream(network.inputs.at(input));
  if (static_cast<std::int64_t>(frame.size()) != elements_of(stream.shape))
    throw std::runtime_error(fmt::format("{}: found a frame of {} elements, wanted {}", stream.name,
                                         frame.size(), elements_of(stream.shape)));
  for (const std::int64_t value : frame) {
    if (!stream.element.holds(value))
      throw std::runtime_error(
          fmt::format("{}: found {}, wanted a value of {}", stream.name, value, stream.element.name()));
  }
  Beats beats(stream.width_bits);
  testbench::append_frame(beats, stream, Tensor(stream.shape, frame));
  std::vector<Beat> result;
  for (std::int64_t b = 0; b < beats.size(); ++b)
    result.push_back({{beats.beat(b), beats.beat(b) + beats.words_per_beat}});
  return result;
}

std::vector<std::int64_t> Accelerator::from_beats(std::size_t output, const std::vector<Beat>& beats) const {
  const Network& network = implementation_->scenario.network;
  const weir::Stream& stream = network.stream(network.outputs.at(output));
  if (static_cast<std::int64_t>(beats.size()) != stream.beats_per_frame)
    throw std::runtime_error(fmt::format("{}: found {} beats, wanted {}, a frame's", stream.name,
                                         beats.size(), stream.beats_per_frame));
  Beats all(stream.width_bits);
  for (const Beat& beat : beats) all.words.insert(all.words.end(), beat.words.begin(), beat.words.end());
  const Tensor frame = testbench::frame_of(all, stream, 0);
  return {frame.values.begin(), frame.values.end()};
}

std::vector<std::int64_t> Accelerator::scenario_frame(std::size_t input, std::int64_t index) const {
  const Tensor frame = implementation_->scenario.inputs.at(input).frame(index);
  return {frame.values.begin(), frame.values.end()};
}

}  // namespace weir

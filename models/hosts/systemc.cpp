#include "models/hosts/systemc.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <systemc>

#include "models/hosts/modules.hpp"

namespace weir::models {

namespace {

// The first half of a cycle handles what follows from earlier cycles. The second half handles what follows
// from the first: whether a beat on a wire is taken.
enum class Half : std::uint8_t { kFirst, kSecond };

sc_core::sc_time at_cycle(Cycle cycle, Half half = Half::kFirst) {
  return {static_cast<double>(2 * cycle + (half == Half::kSecond ? 1 : 0)), sc_core::SC_NS};
}
bool reached(Cycle cycle, Half half = Half::kFirst) {
  return sc_core::sc_time_stamp() >= at_cycle(cycle, half);
}

// Steps a part as far as its neighbours' cycles are known. Beyond that, it waits for kernel time to reach its
// cycle. The kernel advances time only when nothing else can move, and then to the earliest cycle waited for.
// By then everything that could happen before that cycle has happened, so anything still unknown is absent.
//
// On an output wire, the part first offers a beat and keeps it offered. The cycle ends once it is known
// whether the other side takes the beat.
class PartModule final : public sc_core::sc_module {
 public:
  sc_core::sc_vector<sc_core::sc_port<StreamReadIf>> in;
  sc_core::sc_vector<sc_core::sc_port<StreamWriteIf>> out;

  SC_HAS_PROCESS(PartModule);
  PartModule(const sc_core::sc_module_name& name, SteppedPart& part, const std::vector<SteppedPart*>& parts,
             Pipeline& pipeline)
      : sc_module(name),
        in("in", part.inputs().size()),
        out("out", part.outputs().size()),
        part_(part),
        parts_(parts),
        pipeline_(pipeline),
        most_idle_(kMostIdle) {
    for (const StreamTraffic& traffic : pipeline.stimulus.traffic.streams) {
      most_idle_ += 2 * (traffic.push.closed_max + traffic.pop.closed_max);
    }
    for (const Layer& layer : pipeline.network.layers) most_idle_ += layer.ideal_cycles();
    for (const int s : part.inputs()) {
      in_ports_.push_back(pipeline.in_port(s));
      values_in_.push_back(pipeline.values[static_cast<std::size_t>(s)].get());
    }
    for (const int s : part.outputs()) {
      out_ports_.push_back(pipeline.out_port(s));
      values_out_.push_back(pipeline.values[static_cast<std::size_t>(s)].get());
    }
    offered_.resize(out_ports_.size());
    SC_METHOD(advance);
  }

 private:
  // kRunAhead: cycles without a transfer at the part's border before it lets kernel time catch up. kMostIdle:
  // cycles without any transfer, on top of one frame of every layer and the longest stalls, before it gives
  // up.
  static constexpr Cycle kRunAhead = 64;
  static constexpr Cycle kMostIdle = 10'000;

  void end_of_elaboration() override {
    for (auto& port : in) events_ |= port->beat_event();
    for (auto& port : out) events_ |= port->room_event();
  }

  [[nodiscard]] bool neighbours_known() {
    const auto valid_known = [&](auto& port) { return port->valid_known_at(cycle_); };
    if (!std::ranges::all_of(in, valid_known)) return false;
    for (std::size_t o = 0; o < out.size(); ++o) {
      if (!is_wire(o) && !out[o]->ready_known_at(cycle_)) return false;
    }
    return true;
  }
  // Likewise for beats offered on wires.
  [[nodiscard]] bool takers_known() {
    for (std::size_t o = 0; o < out.size(); ++o) {
      if (is_wire(o) && !out[o]->ready_known_at(cycle_)) return false;
    }
    return true;
  }

  [[nodiscard]] bool is_wire(std::size_t output) const { return out_ports_[output].channel().wire; }

  // The last beat may leave the network while this part, running behind, still has earlier cycles to do. The
  // run's last transfer may also be inside another part.
  [[nodiscard]] bool done() const {
    if (pipeline_.overrun()) return true;
    return pipeline_.complete() && cycle_ > pipeline_.last_cycle() &&
           std::ranges::all_of(parts_, [this](const SteppedPart* part) {
             return part->complete(pipeline_.stimulus.frames) && cycle_ > part->last_moved();
           });
  }

  // Whether no stream has had a transfer for a long time. Checks all streams, because layers outside the part
  // may still be working when the part is idle.
  [[nodiscard]] bool stuck() const {
    if (idle_ < most_idle_) return false;
    Cycle last = pipeline_.last_cycle();
    for (const SteppedPart* part : parts_) last = std::max(last, part->last_moved());
    return cycle_ - last >= most_idle_;
  }

  void advance() {
    while (begun_ || (!done() && !stuck())) {
      if (!begun_) {
        if (!reached(cycle_) && (idle_ >= kRunAhead || !neighbours_known())) return wait_until(Half::kFirst);
        begin();
      }
      if (!reached(cycle_, Half::kSecond) && !takers_known()) return wait_until(Half::kSecond);
      end();
    }
  }

  // Waits for that half of the cycle, or until a stream event.
  void wait_until(Half half) {
    for (const InPort& port : in_ports_) {
      if (!port.has_beat()) port.channel().wait_for_beat();
    }
    for (const OutPort& port : out_ports_) port.channel().wait_for_room();
    next_trigger(at_cycle(cycle_, half) - sc_core::sc_time_stamp(), events_);
  }

  [[nodiscard]] bool valid(std::size_t input) {
    return in_ports_[input].has_beat() && in_ports_[input].front() <= cycle_;
  }
  [[nodiscard]] bool ready(std::size_t output) {
    OutPort& port = out_ports_[output];
    if (!is_wire(output)) return port.has_room() && port.push_cycle(cycle_) == cycle_;
    return offered_[output] && port.has_room() && port.channel().pops.last() == cycle_;
  }

  // Computes the part's outputs for this cycle. Its valid does not depend on ready (AXI-Stream).
  void begin() {
    for (std::size_t i = 0; i < in.size(); ++i)
      part_.set_input(i, valid(i), valid(i) ? values_in_[i]->front() : nullptr);
    for (std::size_t o = 0; o < out.size(); ++o) part_.set_output_ready(o, !is_wire(o) && ready(o));
    part_.evaluate();
    for (std::size_t o = 0; o < out.size(); ++o) {
      if (!is_wire(o) || offered_[o] || !part_.output_valid(o)) continue;
      offered_[o] = true;
      values_out_[o]->write(part_.output_data(o));
      out_ports_[o].push(cycle_);
    }
    begun_ = true;
  }

  void end() {
    bool taken = false;
    for (std::size_t o = 0; o < out.size(); ++o) {
      if (!is_wire(o) || !ready(o)) continue;
      part_.set_output_ready(o, true);
      taken = true;
    }
    if (taken) part_.evaluate();
    ++idle_;
    for (std::size_t i = 0; i < in.size(); ++i) {
      if (valid(i) && part_.input_ready(i)) {
        in_ports_[i].pop(cycle_, cycle_);
        values_in_[i]->read();
        idle_ = 0;
      }
      in[i]->promise_no_pop_before(cycle_ + 1);
    }
    for (std::size_t o = 0; o < out.size(); ++o) {
      if (part_.output_valid(o) && ready(o)) {
        if (!is_wire(o)) {
          values_out_[o]->write(part_.output_data(o));
          out_ports_[o].push(cycle_);
        }
        offered_[o] = false;
        idle_ = 0;
      }
      out[o]->promise_no_push_before(cycle_ + 1);
    }
    part_.clock();
    begun_ = false;
    ++cycle_;
  }

  SteppedPart& part_;
  const std::vector<SteppedPart*>& parts_;  // all of them
  Pipeline& pipeline_;
  std::vector<InPort> in_ports_;
  std::vector<OutPort> out_ports_;
  std::vector<ValueQueue*> values_in_;
  std::vector<ValueQueue*> values_out_;
  std::vector<bool> offered_;  // by output: the wire has an offered beat not yet taken
  Cycle cycle_ = 0;            // the part's current cycle
  bool begun_ = false;         // its outputs for this cycle are set
  Cycle idle_ = 0;             // cycles since its last transfer
  Cycle most_idle_;
  sc_core::sc_event_or_list events_;
};

}  // namespace

SystemCResult run_systemc(const Network& network, const Stimulus& stimulus, const SystemCOptions& options) {
  std::vector<bool> replaced(network.layers.size());
  for (const SteppedPart* part : options.parts) {
    for (const int l : part->layers()) replaced[static_cast<std::size_t>(l)] = true;
  }
  Recording recording = options.recording;
  if (options.parts.empty()) recording.offer_ahead();
  Pipeline pipeline(network, stimulus, recording, replaced);

  std::mt19937_64 order(options.order_seed);
  std::vector<std::unique_ptr<StreamChannel>> channels;
  for (std::size_t c = 0; c < pipeline.channels.size(); ++c) {
    const std::string name = c < network.streams.size()
                                 ? network.streams[c].name
                                 : "slice" + std::to_string(c - network.streams.size());
    channels.push_back(std::make_unique<StreamChannel>(name, *pipeline.channels[c],
                                                       options.order_seed != 0 ? &order : nullptr));
  }
  const auto bind = [&](auto& ports, const std::vector<int>& ends) {
    for (std::size_t i = 0; i < ends.size(); ++i) ports[i].bind(*channels[static_cast<std::size_t>(ends[i])]);
  };
  std::vector<std::unique_ptr<sc_core::sc_module>> modules;
  std::vector<std::function<void()>> hosts;  // each creates a module; the kernel starts them in this order
  for (const Pipeline::Member& member : pipeline.members) {
    hosts.emplace_back([&] {
      auto module = std::make_unique<ProcessModule>(member.name.c_str(), member.inputs.size(),
                                                    member.outputs.size(), *member.process);
      bind(module->in, member.inputs);
      bind(module->out, member.outputs);
      modules.push_back(std::move(module));
    });
  }
  for (std::size_t p = 0; p < options.parts.size(); ++p) {
    hosts.emplace_back([&, p] {
      SteppedPart& part = *options.parts[p];
      auto module =
          std::make_unique<PartModule>(("part" + std::to_string(p)).c_str(), part, options.parts, pipeline);
      for (std::size_t i = 0; i < part.inputs().size(); ++i)
        module->in[i].bind(*channels[static_cast<std::size_t>(pipeline.last_channel(part.inputs()[i]))]);
      for (std::size_t o = 0; o < part.outputs().size(); ++o)
        module->out[o].bind(*channels[static_cast<std::size_t>(pipeline.first_channel(part.outputs()[o]))]);
      modules.push_back(std::move(module));
    });
  }
  if (options.order_seed != 0) std::ranges::shuffle(hosts, order);
  for (const auto& make : hosts) make();
  sc_core::sc_start();

  SystemCResult result;
  result.waits = pipeline.waits();
  Cycle last = pipeline.last_cycle();
  bool complete = true;
  for (const SteppedPart* part : options.parts) {
    last = std::max(last, part->last_moved());
    complete = complete && part->complete(stimulus.frames);
  }
  result.trace = pipeline.take_trace("systemc", last);
  result.trace.complete = result.trace.complete && complete;
  return result;
}

}  // namespace weir::models

// The SystemC library needs this symbol to link. The program's own main runs instead.
int sc_main(int /*argc*/, char* /*argv*/[]) { return 0; }

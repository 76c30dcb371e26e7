// A pipeline's channels and processes as SystemC modules.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <systemc>

#include "models/pipeline.hpp"

namespace weir::models {

// A module's view of the channel it reads (writes): promises, and the event that wakes the module.
class StreamReadIf : virtual public sc_core::sc_interface {
 public:
  [[nodiscard]] virtual const sc_core::sc_event& beat_event() const = 0;
  virtual void promise_no_pop_before(Cycle cycle) = 0;
  // Whether it is known if the consumer sees a beat in `cycle`.
  [[nodiscard]] virtual bool valid_known_at(Cycle cycle) const = 0;
};

class StreamWriteIf : virtual public sc_core::sc_interface {
 public:
  [[nodiscard]] virtual const sc_core::sc_event& room_event() const = 0;
  virtual void promise_no_push_before(Cycle cycle) = 0;
  // Whether it is known if the producer sees room in `cycle`; for a wire with an offered beat, if the beat is
  // taken.
  [[nodiscard]] virtual bool ready_known_at(Cycle cycle) const = 0;
};

// Stepped hardware may reach a cycle before its neighbour does. It then has to know that nothing happens in
// this cycle; the channel's other end promises so.
class StreamChannel final : public sc_core::sc_prim_channel, public StreamReadIf, public StreamWriteIf {
 public:
  // With `order`, each waiting process is woken at random either at once or after all processes that can run
  // now.
  StreamChannel(const std::string& name, Channel& channel, std::mt19937_64* order)
      : sc_prim_channel(name.c_str()), channel_(channel), reader_(order), writer_(order) {
    channel.set_reader(reader_);
    channel.set_writer(writer_);
  }
  [[nodiscard]] const sc_core::sc_event& beat_event() const override { return reader_.event; }
  [[nodiscard]] const sc_core::sc_event& room_event() const override { return writer_.event; }
  void promise_no_push_before(Cycle cycle) override { no_push_before_ = std::max(no_push_before_, cycle); }
  void promise_no_pop_before(Cycle cycle) override { no_pop_before_ = std::max(no_pop_before_, cycle); }
  [[nodiscard]] bool valid_known_at(Cycle cycle) const override {
    return channel_.held() > 0 || no_push_before_ > cycle - channel_.delays.write_to_read;
  }
  [[nodiscard]] bool ready_known_at(Cycle cycle) const override {
    const Cycle delay = channel_.wire ? 0 : channel_.delays.read_to_write;
    return channel_.room() > 0 || no_pop_before_ > cycle - delay;
  }

 private:
  struct EventWaiter final : Waiter {
    explicit EventWaiter(std::mt19937_64* random) : order(random) {}
    sc_core::sc_event event;
    std::mt19937_64* order;
    void wake() override {
      if (order != nullptr && ((*order)() & 1U) != 0) {
        event.notify(sc_core::SC_ZERO_TIME);
      } else {
        event.notify();
      }
    }
  };
  Channel& channel_;
  EventWaiter reader_;
  EventWaiter writer_;
  Cycle no_push_before_ = 0;
  Cycle no_pop_before_ = 0;
};

// Hosts one process: a layer, a source, a sink, or a wire between register slices.
class ProcessModule final : public sc_core::sc_module {
 public:
  sc_core::sc_vector<sc_core::sc_port<StreamReadIf>> in;
  sc_core::sc_vector<sc_core::sc_port<StreamWriteIf>> out;

  SC_HAS_PROCESS(ProcessModule);
  ProcessModule(const sc_core::sc_module_name& name, std::size_t inputs, std::size_t outputs,
                Process& process)
      : sc_module(name), in("in", inputs), out("out", outputs), process_(process) {
    SC_METHOD(step);
  }

 private:
  void end_of_elaboration() override {
    for (auto& port : in) events_ |= port->beat_event();
    for (auto& port : out) events_ |= port->room_event();
  }

  void step() {
    process_.run();
    for (auto& port : in) port->promise_no_pop_before(process_.no_pop_before());
    for (auto& port : out) port->promise_no_push_before(process_.no_push_before());
    next_trigger(events_);
  }

  Process& process_;
  sc_core::sc_event_or_list events_;
};

}  // namespace weir::models

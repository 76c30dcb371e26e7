// The sources and sinks of a Verilated core.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "network/network.hpp"
#include "network/traffic.hpp"
#include "testbench/verilated.hpp"

namespace weir::testbench {

// Drives one network input: a beat once offered stays offered until it is taken.
class SourceDriver {
 public:
  // `next` returns the words of the next beat, valid until its next call; null at the end. Nothing is offered
  // before cycle `first`.
  SourceDriver(const VerilatedCore& core, const Stream& stream, const Pattern& arrival, Cycle first,
               std::function<const std::uint64_t*()> next)
      : data_(core.port("s_axis_" + stream.name + "_tdata")),
        valid_(core.port("s_axis_" + stream.name + "_tvalid")),
        ready_(core.port("s_axis_" + stream.name + "_tready")),
        width_bits_(stream.width_bits),
        gate_(arrival),
        first_(first),
        next_(std::move(next)) {}

  void drive(Cycle cycle) {
    if (!offered_ && cycle >= first_ && gate_.is_open(cycle)) {
      if (const std::uint64_t* beat = next_()) {
        offered_ = true;
        data_.set_words(beat, width_bits_);
      }
    }
    valid_.set(offered_ ? 1 : 0);
  }
  void after_evaluation() { offered_ = offered_ && ready_.get() == 0; }

 private:
  Port data_, valid_, ready_;
  std::int64_t width_bits_;
  Gate gate_;
  Cycle first_;
  std::function<const std::uint64_t*()> next_;
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

}  // namespace weir::testbench

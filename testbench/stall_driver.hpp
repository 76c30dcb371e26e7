// Stalls the streams of a Verilated core, at the ends that its layers drive and read.
#pragma once

#include <cstdint>
#include <vector>

#include "network/traffic.hpp"
#include "testbench/verilated.hpp"

namespace weir::testbench {

class StallDriver {
 public:
  StallDriver(const VerilatedCore& core, const Traffic& traffic)
      : push_port_(core.port("push_open_i")), pop_port_(core.port("pop_open_i")) {
    for (const StreamTraffic& stream : traffic.streams) {
      push_.emplace_back(stream.push);
      pop_.emplace_back(stream.pop);
      stalls_ |= !stream.always_open();
    }
  }
  void drive(Cycle cycle) {
    if (!stalls_) return;
    drive(cycle, push_, push_port_);
    drive(cycle, pop_, pop_port_);
  }

 private:
  static void drive(Cycle cycle, std::vector<Gate>& gates, const Port& port) {
    std::vector<std::uint64_t> open((gates.size() + 63) / 64);
    for (std::size_t s = 0; s < gates.size(); ++s) {
      open[s / 64] |= std::uint64_t{gates[s].is_open(cycle)} << (s % 64);
    }
    port.set_words(open.data(), port.bits);
  }

  Port push_port_, pop_port_;
  std::vector<Gate> push_, pop_;
  bool stalls_ = false;
};

}  // namespace weir::testbench

// A skeleton with its ports by name, driven as a Verilated core is (verilated.hpp).
#pragma once

#include <string>

#include "network/network.hpp"
#include "skeleton/simulation.hpp"

namespace weir::testbench {

class SkeletonCore {
 public:
  // With the network's depths and open gates, and reset. Borrows `design`.
  SkeletonCore(const Network& network, const skeleton::Design& design);

  [[nodiscard]] skeleton::Net net(const std::string& port, std::size_t bit = 0) const {
    return design_.ports.at(port).at(bit);
  }
  [[nodiscard]] skeleton::Simulation& simulation() { return simulation_; }
  // Holds reset for as many cycles as VerilatedCore does, with the other inputs as they are. The next cycle
  // is cycle 0.
  void reset();

 private:
  const skeleton::Design& design_;
  skeleton::Simulation simulation_;
};

}  // namespace weir::testbench

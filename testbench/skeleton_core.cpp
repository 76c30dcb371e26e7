#include "testbench/skeleton_core.hpp"

#include <algorithm>

#include "testbench/reset.hpp"

namespace weir::testbench {

SkeletonCore::SkeletonCore(const Network& network, const skeleton::Design& design)
    : design_(design), simulation_(design) {
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    simulation_.set(net("push_open_i", s), true);
    simulation_.set(net("pop_open_i", s), true);
    for (std::size_t bit = 0; bit < 32; ++bit)
      simulation_.set(net("depth_i", 32 * s + bit), ((network.streams[s].depth >> bit) & 1) != 0);
  }
  reset();
}

void SkeletonCore::reset() {
  simulation_.set(net("rst_ni"), false);
  for (Cycle left = kResetCycles; left > 0;) {
    simulation_.settle();
    const Cycle cycles = std::min(left, simulation_.rests());
    simulation_.advance(cycles);
    left -= cycles;
  }
  simulation_.set(net("rst_ni"), true);
}

}  // namespace weir::testbench

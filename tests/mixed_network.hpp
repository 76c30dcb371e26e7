// Random networks of mixed hardware (docs/timing.md, "Other hardware"): freezing pipelines among elastic
// layers, register slices, wires, and FIFOs of any depth and delays. Traffic for them, and the comparison of
// an engine's trace with the contract's.
#pragma once

#include <string>

#include "network/network.hpp"
#include "network/random.hpp"
#include "network/trace.hpp"
#include "network/traffic.hpp"

namespace weir::tests {

enum class Delays : std::uint8_t {
  kOne,  // all FIFOs are weir_fifo, which mixed_rtl.hpp can build
  kAny,  // some FIFOs have delays of up to 3 cycles
};

// Each stream has about a hundred beats, in a few frames. Some of the networks deadlock.
Network random_mixed_network(const std::string& name, Random& random, Delays delays = Delays::kOne);

// Stalls at some ends of some streams, or at none.
Traffic random_mixed_traffic(const Network& network, Random& random);

// One line: how each layer and each stream is made.
std::string describe_hardware(const Network& network);

// Checks that both traces end in the same cycle and are equal in every push, every pop and every layer's
// labels. Reports the earliest difference: the stream, push or pop, the beat and both cycles.
void check_equal(const Network& network, const Trace& wanted, const Trace& found);

}  // namespace weir::tests

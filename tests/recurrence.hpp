// Steady states that models prove, held to simulation.
#pragma once

#include "network/network.hpp"
#include "network/random.hpp"
#include "network/traffic.hpp"

namespace weir::tests {

// Patterns that repeat, at some ends of some streams.
Traffic random_periodic_traffic(const Network& network, Random& random);

// Looks for the network's steady state, and holds it, and what is said of many frames because of it, to a
// simulation of three periods more. Tells whether there was one.
bool check_recurrence(const Network& network, const Traffic& traffic);

}  // namespace weir::tests

// Compares the steady states that models prove with simulation.
#pragma once

#include "network/network.hpp"
#include "network/random.hpp"
#include "network/traffic.hpp"

namespace weir::tests {

// Repeating patterns at some ends of some streams.
Traffic random_periodic_traffic(const Network& network, Random& random);

// Finds the network's steady state, and compares it, and the figures extrapolated from it, with a simulation
// of three more periods. Returns whether there is one.
bool check_recurrence(const Network& network, const Traffic& traffic);

}  // namespace weir::tests

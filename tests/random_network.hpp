// Networks for tests: small ones at random, drawn as the nightly draws its own, and two fixed ones.
#pragma once

#include <string>

#include "network/network.hpp"
#include "network/random.hpp"

namespace weir::tests {

// A graph of some layers of any kinds, with one or two inputs, forks and joins. Depths are from 1 to 4, or
// 64; where branches of a fork meet again, some are too shallow: one graph in twenty or so deadlocks.
Network random_graph(const std::string& name, Random& random);

// Layers of any kinds one behind the other, and a branch here and there that leaves the network: no depths,
// from 1 to 6, make it deadlock.
Network random_chain(const std::string& name, Random& random);

// tests/networks/<name>.yaml
Network fixed_network(const std::string& name);

}  // namespace weir::tests

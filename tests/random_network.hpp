// Networks for tests: small random ones, drawn as the nightly draws its own, and two fixed ones.
#pragma once

#include <string>

#include "network/network.hpp"
#include "network/random.hpp"

namespace weir::tests {

// A graph of layers of any kinds, with one or two inputs, forks and joins. Depths are from 1 to 4, or 64.
// Where branches of a fork meet again, some depths are too small: about one graph in twenty deadlocks.
Network random_graph(const std::string& name, Random& random);

// A chain of layers of any kinds, with some branches that leave the network. It deadlocks at none of its
// depths, which are from 1 to 6.
Network random_chain(const std::string& name, Random& random);

// tests/networks/<name>.yaml
Network fixed_network(const std::string& name);

}  // namespace weir::tests

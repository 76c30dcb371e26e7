// Parts of a network that no stream joins.
#pragma once

#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir {

// The layers of each part, in order.
std::vector<std::vector<int>> parts_apart(const Network& network);

// "parts are not joined, and each has a pace of its own: fast; slow"; "" of a network in one piece.
std::string describe_parts_apart(const Network& network);

}  // namespace weir

// Who waits for whom in a network that has come to a stop, and the ring of waits that closes a deadlock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir {

// A layer that cannot go on: for data on a stream that it reads and that is empty, or for room on one that it
// writes and that is full.
struct Wait {
  int layer = -1;
  int stream = -1;
  bool for_room = false;

  friend bool operator==(const Wait&, const Wait&) = default;
};

// The shortest ring of waits, each for the layer of the next, and the last for that of the first; of equal
// ones the one whose layers come first. Begins where streams join or, failing that, with its first layer.
// Empty if the waits close none: then they lead to a source that has ended, and nothing is locked.
std::vector<Wait> find_ring(const Network& network, const std::vector<Wait>& waits);

// "add waits for data on conv_out from conv": a line for each wait, with the stream's depth.
std::string describe_ring(const Network& network, const std::vector<Wait>& ring);

}  // namespace weir

// Which layer waits for which in a stopped network, and the ring of waits that forms a deadlock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir {

// A layer that cannot continue: it waits for data on an empty stream that it reads, or for room on a full
// stream that it writes.
struct Wait {
  int layer = -1;
  int stream = -1;
  bool for_room = false;

  friend bool operator==(const Wait&, const Wait&) = default;
};

// The shortest ring of waits: each wait is for the layer of the next one, the last for that of the first.
// Among equally short rings, the one with the first layers. Begins at a join of streams or, if there is none,
// with its first layer. Empty if the waits form no ring: then they lead to a source that has ended, and there
// is no deadlock.
std::vector<Wait> find_ring(const Network& network, const std::vector<Wait>& waits);

// "add waits for data on conv_out from conv": a line for each wait, with the stream's depth.
std::string describe_ring(const Network& network, const std::vector<Wait>& ring);

}  // namespace weir

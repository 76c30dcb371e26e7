#include "network/waits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace weir {

namespace {

// The layer that a wait is for; kBorder for a source or a sink.
int waited_for(const Network& network, const Wait& wait) {
  const Stream& stream = network.stream(wait.stream);
  return wait.for_room ? stream.to : stream.from;
}

// The shortest way along waits from `start` back to it; empty if there is none.
std::vector<Wait> ring_through(const Network& network, const std::vector<Wait>& waits, int start) {
  std::vector<const Wait*> reached_by(network.layers.size());
  std::deque<int> front{start};
  while (!front.empty()) {
    const int layer = front.front();
    front.pop_front();
    for (const Wait& wait : waits) {
      if (wait.layer != layer) continue;
      const int next = waited_for(network, wait);
      if (next == kBorder) continue;
      if (next == start) {
        std::vector<Wait> ring{wait};
        while (ring.back().layer != start)
          ring.push_back(*reached_by[static_cast<std::size_t>(ring.back().layer)]);
        std::ranges::reverse(ring);
        return ring;
      }
      if (reached_by[static_cast<std::size_t>(next)] != nullptr) continue;
      reached_by[static_cast<std::size_t>(next)] = &wait;
      front.push_back(next);
    }
  }
  return {};
}

}  // namespace

std::vector<Wait> find_ring(const Network& network, const std::vector<Wait>& waits) {
  std::vector<Wait> best;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    std::vector<Wait> ring = ring_through(network, waits, static_cast<int>(l));
    if (!ring.empty() && (best.empty() || ring.size() < best.size())) best = std::move(ring);
  }
  const auto joins = [&](const Wait& wait) {
    return !wait.for_room && network.layer(wait.layer).inputs.size() > 1;
  };
  std::ranges::rotate(best, std::ranges::find_if(best, joins) == best.end()
                                ? best.begin()
                                : std::ranges::find_if(best, joins));
  return best;
}

std::string describe_ring(const Network& network, const std::vector<Wait>& ring) {
  std::string text;
  for (const Wait& wait : ring) {
    const Stream& stream = network.stream(wait.stream);
    text += (text.empty() ? "" : "\n") + network.layer(wait.layer).name + " waits for ";
    const std::optional<std::int64_t> stated = network.stated_depth(wait.stream);
    const std::string depth = stated ? fmt::format(", depth {}", *stated) : "";
    text += wait.for_room ? fmt::format("room on {} (full{}) to {}", stream.name, depth,
                                        network.consumer_name(wait.stream))
                          : "data on " + stream.name + " (empty) from " + network.producer_name(wait.stream);
  }
  return text;
}

}  // namespace weir

// Waves of weight memories: after the last frame's beats hardware still streams, and the models do not.
#pragma once

#include <algorithm>

#include "network/network.hpp"
#include "network/trace.hpp"

namespace weir::tests {

// Drops the changes in which engines may differ. On a memory's stream these are the changes after the last
// push of a beat that the frames use. On the other inputs of the layer that reads it they are those after the
// pop of that beat, because ready there depends on whether the memory's next beat is offered. `trace` has
// that many frames.
inline void drop_surplus(const Network& network, std::int64_t frames, const Trace& trace, Waves& waves) {
  const auto drop_after = [&](int stream, Cycle last) {
    std::erase_if(waves[static_cast<std::size_t>(stream)],
                  [&](const HandshakeChange& change) { return change.cycle > last; });
  };
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const auto memory = static_cast<int>(s);
    if (!network.endless(memory)) continue;
    const Stream& stream = network.streams[s];
    const StreamTrace& seen = trace.streams[s];
    const auto used = static_cast<std::size_t>(frames * stream.beats_per_frame);
    if (seen.push.size() == used) drop_after(memory, seen.push.back());
    if (stream.to == kBorder || seen.pop.size() < used) continue;
    for (const int other : network.layer(stream.to).inputs) drop_after(other, seen.pop.back());
  }
}

}  // namespace weir::tests

// A part of a network as a network of its own.
#pragma once

#include <vector>

#include "network/network.hpp"

namespace weir {

// Layers and streams keep the order they have in the whole network.
struct SubNetwork {
  Network network;
  std::vector<int> layers;   // index in the whole network of each of its layers
  std::vector<int> streams;  // and of each of its streams

  [[nodiscard]] int whole_layer(int layer) const { return layers[static_cast<std::size_t>(layer)]; }
  [[nodiscard]] int whole_stream(int stream) const { return streams[static_cast<std::size_t>(stream)]; }
};

// The layers with these indices, the streams that they read and write, and `streams`, which need not touch
// any of the layers. A stream whose other end is a layer left out comes from the border, or goes to it. The
// name is the whole network's, as is its hardware: of a FINN build, its RTL for these layers, without what
// lies between them and the border.
SubNetwork sub_network(const Network& whole, std::vector<int> layers, std::vector<int> streams = {});

// Where a part was cut off, and nothing is to be in its way: a FIFO at full rate in place of what the stream
// had, if that is no wire.
void cut(Stream& stream);

}  // namespace weir

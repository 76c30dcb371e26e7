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
// any of the layers. A stream whose other end is a layer left out comes from the border, or goes to it. Name
// and hardware are those of the whole network; for a FINN build, its RTL for these layers, without anything
// between them and the border.
SubNetwork sub_network(const Network& whole, std::vector<int> layers, std::vector<int> streams = {});

// Replaces the FIFO of a cut-off stream by one that runs at full rate, so that it does not limit the part.
// Leaves a wire as it is.
void cut(Stream& stream);

}  // namespace weir

// The blocks of a FINN build that HLS made, each as a network of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir::survey {

struct Block {
  std::string node;
  std::string op;                    // FINN's operator
  std::string tool;                  // that made it: "HLS 2022.1"
  Network network;                   // the layer alone and the memory of its weights, of the build's RTL
  int layer = 0;                     // its index
  std::vector<std::string> content;  // its RTL without the node's name: alike in blocks that are alike
};

// In the order of the network that `weir import` makes of the folder. Throws BadInput where it does.
std::vector<Block> hls_blocks(const std::filesystem::path& folder);

// The layer `layer` of a network of FINN hardware with the memory of its weights, and no FIFO: its streams
// begin and end at its own ports.
Network alone(const Network& whole, int layer);

}  // namespace weir::survey

// The blocks of a FINN build, each as its own network: the HLS blocks, or finn-rtllib's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "network/network.hpp"

namespace weir::survey {

struct Block {
  std::string node;
  std::string op;                    // FINN's operator
  std::string tool;                  // the generating tool: "HLS 2022.1"
  Network network;                   // the layer alone and the memory of its weights, of the build's RTL
  int layer = 0;                     // its index
  std::uint64_t rtl = 0;             // its fingerprint (finn::code_of_rtl)
  Rtllib memory;                     // of its weights, if it has one
  std::optional<Rtllib> rtllib;      // finn-rtllib's: what it was built with
  std::optional<HlsBlock> hls;       // HLS's: its numbers, once they are measured
  std::vector<std::string> content;  // its RTL without the node's name: alike in blocks that are alike
};

enum class Maker : std::uint8_t { kHls, kRtllib };

// In the order of the network that `weir import` makes of the folder. Throws BadInput as the import does.
std::vector<Block> blocks_of(const std::filesystem::path& folder, Maker maker);

// The layer `layer` of a network of FINN hardware with the memory of its weights, and no FIFO: its streams
// begin and end at its own ports.
Network alone(const Network& whole, int layer);

}  // namespace weir::survey

// Records valid and ready at a block's ports in every cycle while it runs alone under stalls.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "network/network.hpp"
#include "network/traffic.hpp"

namespace weir::survey {

// When sources offer and sinks take beats.
struct StallPattern {
  std::string name;
  Pattern source;   // of each input but the weights
  Pattern weights;  // of the memory beside the block
  Pattern sink;     // of each output
  // About how many times longer a frame takes than without stalls.
  double slowdown = 1;
  bool restart = false;  // runs until a block restarts, even if that takes long
};

// A pattern as a stream has it: streams of one pattern do not stall together.
Pattern seeded(Pattern pattern, int stream);

// Without stalls, at one end only, at several, at random and in bursts. The first is the one without stalls.
const std::vector<StallPattern>& stall_patterns();

// That many at random. Half of them never hold weights up.
std::vector<StallPattern> drawn_patterns(std::size_t count, std::uint64_t seed);

// One port in each cycle, from cycle 0 on.
struct Wave {
  static constexpr std::uint8_t kValid = 1;
  static constexpr std::uint8_t kReady = 2;

  std::string stream;                // that the port carries
  bool input = false;                // the block reads it
  std::vector<std::uint8_t> cycles;  // kValid and kReady

  [[nodiscard]] bool valid(std::size_t cycle) const { return (cycles[cycle] & kValid) != 0; }
  [[nodiscard]] bool ready(std::size_t cycle) const { return (cycles[cycle] & kReady) != 0; }
  [[nodiscard]] bool transfer(std::size_t cycle) const { return cycles[cycle] == (kValid | kReady); }
  // Cycles of its transfers.
  [[nodiscard]] std::vector<Cycle> transfers() const;
};

// Of a block under one pattern: its inputs in the layer's order, then its outputs.
struct Handshakes {
  std::vector<Wave> waves;
  std::string fault;  // a protocol fault of the block, such as withdrawing an offered beat; "" if none

  [[nodiscard]] std::size_t cycles() const { return waves.empty() ? 0 : waves.front().cycles.size(); }
};

// How long a block is watched under each pattern.
struct Watch {
  std::int64_t frames = 8;  // of its output, at most
  Cycle cycles = 40'000;    // at most, but for the patterns that have to see a restart
  Cycle restart =
      3'000'000;  // at most, of two patterns: the one without stalls, and one with stalls everywhere
};

// Runs `block`, a network of FINN hardware with one layer and the memory of its weights, under each pattern.
// What was seen is kept in the cache (testbench/build_cache.hpp) under `content`, the block's own RTL. Throws
// BadInput and ToolFailure as build_rtl does.
std::vector<Handshakes> observe(const Network& block, int layer, const std::vector<std::string>& content,
                                const Watch& watch,
                                const std::vector<StallPattern>& patterns = stall_patterns());

}  // namespace weir::survey

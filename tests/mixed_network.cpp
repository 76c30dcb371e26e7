#include "tests/mixed_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "testbench/scoreboard.hpp"
#include "tests/bench_rig.hpp"
#include "tests/random_network.hpp"

namespace weir::tests {

namespace {

bool one_in(std::int64_t n, Random& random) { return random.between(1, n) == 1; }

// The share of a network's parts of one kind, out of kMost.
constexpr std::int64_t kMost = 4;
struct Shares {
  std::int64_t freezing, slices, wires, delays;

  static std::int64_t any(Random& random) { return random.between(0, kMost); }
};

bool by(std::int64_t share, Random& random) { return random.between(1, kMost) <= share; }

void make_of_mixed_hardware(Network& network, Random& random, Delays delays) {
  const Shares shares{Shares::any(random), Shares::any(random) / 2, Shares::any(random) / 2 + 1,
                      delays == Delays::kAny ? Shares::any(random) : 0};
  for (Stream& stream : network.streams) {
    // A deep FIFO may be needed where the branches of a fork meet again.
    const bool deep = stream.depth > 8;
    if (!deep || one_in(4, random)) stream.depth = random.between(1, one_in(2, random) ? 2 : 8);
    stream.wire = !deep && by(shares.wires, random);
    if (by(shares.delays, random)) stream.delays = {random.between(1, 3), random.between(1, 3)};
  }
  for (Layer& layer : network.layers) {
    layer.slices = by(shares.slices, random);
    if (!by(shares.freezing, random)) continue;
    layer.freezing = Freezing{random.between(1, 6), one_in(2, random)};
    try {
      check_hardware(network, layer);
    } catch (const BadInput&) {
      layer.freezing.reset();
    }
  }
}

}  // namespace

Network random_mixed_network(const std::string& name, Random& random, Delays delays) {
  Network network = one_in(3, random) ? random_chain(name, random) : random_graph(name, random);
  make_of_mixed_hardware(network, random, delays);
  return network;
}

Traffic random_mixed_traffic(const Network& network, Random& random) {
  Traffic traffic = Traffic::back_to_back(network);
  const std::int64_t kind = random.between(0, 4);  // 0: no stalls; 1: only outside
  if (kind == 0) return traffic;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (kind != 1 || network.streams[s].from == kBorder) traffic.streams[s].push = random_pattern(random);
    if (kind != 1 || network.streams[s].to == kBorder) traffic.streams[s].pop = random_pattern(random);
  }
  return traffic;
}

std::string describe_hardware(const Network& network) {
  std::string text = network.name + ":";
  for (const Layer& layer : network.layers) {
    text += fmt::format(" {} {}", layer.name, layer.kind());
    if (layer.freezing) {
      text += fmt::format(" freezing {}{}", layer.freezing->depth,
                          layer.freezing->on_missing_input ? " on missing input" : "");
    }
    if (layer.slices) text += " sliced";
    text += ",";
  }
  for (const Stream& stream : network.streams) {
    text +=
        fmt::format(" {} {}", stream.name, stream.wire ? "wire" : fmt::format("FIFO of {}", stream.depth));
    if (!stream.wire && stream.delays != FifoDelays{})
      text += fmt::format(" delays {} {}", stream.delays.write_to_read, stream.delays.read_to_write);
    text += ",";
  }
  text.pop_back();
  return text;
}

void check_equal(const Network& network, const Trace& wanted, const Trace& found) {
  INFO(describe_hardware(network));
  const testbench::Comparison cycles = testbench::compare_cycles(network, wanted, found);
  INFO(cycles.check.detail);
  CHECK(cycles.check.ok);
  CHECK(found.complete == wanted.complete);
  CHECK(found.last_cycle == wanted.last_cycle);
}

}  // namespace weir::tests

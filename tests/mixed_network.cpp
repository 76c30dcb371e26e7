#include "tests/mixed_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "testbench/scoreboard.hpp"
#include "tests/bench_rig.hpp"
#include "tests/system.hpp"

namespace weir::tests {

namespace {

bool one_in(std::int64_t n, Random& random) { return random.between(1, n) == 1; }

// A chain over a feature map of the kinds that work on windows, with a fork now and then whose other branch
// leaves the network.
class WindowChain {
 public:
  WindowChain(const std::string& name, Random& random) : builder_(name), random_(random) {}

  Network build() {
    builder_.input("image", DataType::uint(static_cast<int>(random_.between(1, 3))),
                   {random_.between(2, 5), random_.between(2, 5), random_.between(1, 4)}, 1);
    const std::int64_t steps = random_.between(2, 5);
    for (std::int64_t step = 0; step < steps; ++step) follow();
    if (one_in(3, random_)) {
      LabelSelect label;
      const std::int64_t elements = elements_of(builder_.tail().shape);
      label.pe = divisor_of(elements, random_);
      label.classes = elements;
      add(label);
    }
    return builder_.finish();
  }

 private:
  template <class Params>
  void add(const Params& params) {
    builder_.add("l" + std::to_string(next_++), params);
  }

  void follow() {
    const Stream in = builder_.tail();
    const std::int64_t channels = in.shape.back();
    const std::int64_t pe = divisor_of(channels, random_);
    const bool is_map = in.shape.size() == 3;
    const std::int64_t choice = random_.between(0, 6);
    if (in.element.bits > 4) {
      Threshold threshold;
      threshold.pe = pe;
      threshold.thresholds = random_thresholds(DataType::uint(2), channels, 0, in.element.max() / 2, random_);
      add(threshold);
    } else if (choice == 0) {
      Fork fork;  // the chain goes on from its first output, the others leave the network
      fork.copies = random_.between(2, 3);
      add(fork);
    } else if (choice == 1 && is_map) {
      Pad pad;
      pad.before = {random_.between(0, 1), random_.between(0, 1)};
      pad.after = {random_.between(0, 1), 1};
      pad.simd = pe;
      add(pad);
    } else if (choice == 2 && is_map) {
      Maxpool maxpool;
      maxpool.kernel = kernel(in.shape);
      maxpool.pe = pe;
      add(maxpool);
    } else if (choice < 6 && is_map) {
      windows(in, choice, pe);
    } else if (is_map && in.shape[0] * in.shape[1] > 1) {
      Pool pool;
      pool.op = Pool::Op::kMax;
      pool.global = true;
      pool.pe = pe;
      add(pool);
    } else {
      add(random_mvtu(random_.between(1, 4), channels, DataType::ternary(), DataType::uint(2), 2 * channels,
                      random_));
    }
  }

  Extent kernel(const Shape& shape) {
    return {random_.between(1, std::min<std::int64_t>(2, shape[0])),
            random_.between(1, std::min<std::int64_t>(3, shape[1]))};
  }

  // A swu and what takes its windows: a pool, a depthwise product, or a product.
  void windows(const Stream& in, std::int64_t choice, std::int64_t pe) {
    const std::int64_t channels = in.shape.back();
    Swu swu;
    swu.kernel = kernel(in.shape);
    swu.stride = {random_.between(1, 2), random_.between(1, 2)};
    swu.dilation = {1, 1};
    swu.parallel_window = !one_in(4, random_);
    swu.depthwise = choice != 5;
    swu.simd = choice == 5 ? channels : pe;
    add(swu);
    const std::int64_t positions = swu.kernel.area();
    const std::int64_t simd = divisor_of(positions, random_);
    if (choice == 3) {
      Pool pool;
      pool.op = one_in(2, random_) ? Pool::Op::kMax : Pool::Op::kAccumulate;
      pool.pe = pe;
      pool.simd = simd;
      add(pool);
    } else if (choice == 4) {
      Vvtu vvtu;
      vvtu.pe = pe;
      vvtu.simd = simd;
      vvtu.weight = DataType::ternary();
      vvtu.weights = random_values({channels, positions}, vvtu.weight, random_);
      vvtu.accumulator.bits = 0;
      vvtu.thresholds = random_thresholds(DataType::uint(2), channels, -6, 6, random_);
      add(vvtu);
    } else {
      const std::int64_t terms = positions * channels;
      add(random_mvtu(random_.between(1, 4), terms, DataType::ternary(), DataType::uint(2), terms, random_));
    }
  }

  NetworkBuilder builder_;
  Random& random_;
  int next_ = 0;
};

// How much of a network is of one make: out of kMost.
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
    // What is deep lets the branches of a fork meet again.
    const bool deep = stream.depth > 8;
    if (!deep || one_in(4, random)) stream.depth = random.between(1, 8);
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
  const std::int64_t choice = random.between(0, 3);
  Network network = choice == 0   ? random_network(name, static_cast<int>(random.between(1, 4)), random)
                    : choice == 1 ? WindowChain(name, random).build()
                                  : random_graph(name, random);
  make_of_mixed_hardware(network, random, delays);
  return network;
}

Traffic random_mixed_traffic(const Network& network, Random& random) {
  Traffic traffic = Traffic::back_to_back(network);
  const std::int64_t kind = random.between(0, 4);  // 0: no stalls; 1: at the border alone
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

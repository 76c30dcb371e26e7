// The ladder of `split`: two outputs and many, of equal and of unequal channels.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/ladder.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

struct Parts {
  DataType element;
  Shape pixels;  // but for the channels
  std::vector<std::int64_t> channels;
  std::int64_t pe;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Parts> kGrid{
    {u(4), {3}, {2, 2}, 1},          {s(3), {2, 2}, {4, 2}, 2},
    {kBipolar, {}, {1, 1}, 1},  // vectors of two elements
    {kBinary, {}, {8, 16}, 8},       {kTernary, {4}, {1, 2, 3}, 1},
    {s(8), {3}, {3, 3, 3, 3}, 3},    {u(2), {2}, std::vector<std::int64_t>(16, 2), 1},
    {u(5), {2}, {1, 7}, 1},          {u(5), {1, 3}, {12, 4}, 4},
    {s(5), {2}, {32, 64}, 32},  // beats of three words
    {u(31), {3}, {2, 1}, 1},         {u(3), {3}, {2, 1}, 1, 1, 2},
    {u(3), {3}, {1, 2, 1}, 1, 2, 1}, {s(2), {4}, {2, 4}, 2, 1, 1}};

Network network_of(const std::vector<Parts>& grid) {
  NetworkBuilder builder("splits");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Parts& at = grid[i];
    const std::string number = std::to_string(i);
    Split split;
    split.pe = at.pe;
    split.channels = at.channels;
    Shape shape = at.pixels;
    shape.push_back(0);
    for (const std::int64_t channels : at.channels) shape.back() += channels;
    builder.input("in" + number, at.element, shape, at.pe);
    builder.add("split" + number, split, "in" + number);
    builder.depth("in" + number, at.depth_in);
    for (std::size_t part = 0; part < at.channels.size(); ++part)
      builder.depth("split" + number + "_out" + std::to_string(part), at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "split");
  return bench;
}

}  // namespace

const Bench& weir::tests::bench_of(Of<Split> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Split& split) {
  std::vector<Iteration> frame;
  for (std::int64_t pixel = 0; pixel < elements_of(split.shape) / split.shape.back(); ++pixel) {
    for (std::size_t output = 0; output < split.channels.size(); ++output) {
      for (std::int64_t f = 0; f < split.channels[output] / split.pe; ++f) frame.push_back({1, 1U << output});
    }
  }
  return {1, frame};
}

TEST_CASE("split: each output carries its channels of every pixel", "[split][golden]") {
  CHECK(all_beats_out(network_of({{u(4), {2}, {2, 1}, 1}}), {{1, 2, 5, 3, 4, 6}}) ==
        std::vector<Words>{{1, 2, 3, 4}, {5, 6}});
  CHECK(all_beats_out(network_of({{u(4), {2}, {2, 4}, 2}}), {{1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}}) ==
        std::vector<Words>{{0x21, 0x43}, {0x65, 0x87, 0xa9, 0xcb}});
}

TEST_CASE("split: an output that is closed holds back no more than what comes after its beats",
          "[split][rtl]") {
  constexpr Cycle kClosed = 100;
  const Network& network = bench().network();
  Traffic traffic = bench().back_to_back();
  for (const Layer& layer : network.layers)
    traffic.stream(layer.outputs[0]).pop = {1, 1, kClosed, kClosed, 0};
  const Trace rtl = bench().check(traffic).trace;
  for (const Layer& layer : network.layers) {
    const auto& split = std::get<Split>(layer.params);
    INFO("layer " << layer.name);
    const Stream& closed = network.stream(layer.outputs[0]);
    // Its FIFO and its two credits are used up in the middle of some pixel: those before it went by.
    const std::int64_t pixels = std::min(bench().frames() * closed.beats_per_frame, closed.depth + 2) /
                                (split.channels[0] / split.pe);
    const Stream& last = network.stream(layer.outputs.back());
    if (last.depth == 1) continue;
    const std::vector<Cycle>& push = rtl.stream(layer.outputs.back()).push;
    CHECK(std::ranges::count_if(push, [](Cycle cycle) { return cycle <= kClosed; }) ==
          pixels * (split.channels.back() / split.pe));
  }
}

TEST_CASE("split: latency is 1, and every cycle issues", "[split][rtl]") { bench().check_full_rate(); }

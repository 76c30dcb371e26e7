// The ladder of `split`: two and more outputs, with equal and different channels.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::split_test {

namespace {

struct Parts {
  DataType element;
  Shape pixels;  // without the channels
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
    {u(3), {3}, {1, 2, 1}, 1, 2, 1}, {s(2), {4}, {2, 4}, 2, 1, 1},
    {s(33), {3}, {2, 1}, 1},         {u(56), {2}, {3, 6}, 3}};

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

Split split_of(std::int64_t pe, const std::vector<std::int64_t>& channels) {
  Split split;
  split.pe = pe;
  split.channels = channels;
  return split;
}

}  // namespace

}  // namespace weir::tests::split_test

namespace weir::tests {

const Bench& bench_of(Of<Split> /*kind*/) { return split_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Split& split) {
  std::vector<Iteration> frame;
  for (std::int64_t pixel = 0; pixel < elements_of(split.shape) / split.shape.back(); ++pixel) {
    for (std::size_t output = 0; output < split.channels.size(); ++output) {
      for (std::int64_t f = 0; f < split.channels[output] / split.pe; ++f) frame.push_back({1, 1U << output});
    }
  }
  return {1, frame};
}

}  // namespace weir::tests

namespace weir::tests::split_test {

TEST_CASE("split: each output carries its channels of every pixel", "[split][golden]") {
  CHECK(all_beats_out(network_of({{u(4), {2}, {2, 1}, 1}}), {{1, 2, 5, 3, 4, 6}}) ==
        std::vector<Words>{{1, 2, 3, 4}, {5, 6}});
  CHECK(all_beats_out(network_of({{u(4), {2}, {2, 4}, 2}}), {{1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12}}) ==
        std::vector<Words>{{0x21, 0x43}, {0x65, 0x87, 0xa9, 0xcb}});
}

TEST_CASE("split: parts the channels of each pixel, concat's opposite", "[split][golden]") {
  Split split;
  split.channels = {2, 1, 3};
  CHECK(outputs({{DataType::uint(4), Tensor({2, 6}, {1, 2, 5, 7, 8, 9, 3, 4, 6, 10, 11, 12})}}, split) ==
        std::vector<Values>{{1, 2, 3, 4}, {5, 6}, {7, 8, 9, 10, 11, 12}});
}

TEST_CASE("split: shapes and numbers", "[network][split]") {
  const Network network = one(split_of(2, {2, 4}), u(3), {5, 6}, 2);
  CHECK(names(network, network.layers[0].outputs) == Names{"layer_out0", "layer_out1"});
  CHECK(stream(network, "layer_out0").shape == Shape{5, 2});
  CHECK(stream(network, "layer_out1").shape == Shape{5, 4});
  CHECK(stream(network, "layer_out1").width_bits == 6);
  CHECK(stream(network, "layer_out1").beats_per_frame == 10);
  CHECK(least_cycles(split_of(1, {1, 3}), {3, 4}) == 12);
  CHECK(least_cycles(split_of(2, {2, 4}), {3, 6}) == 9);
}

TEST_CASE("split: what it refuses", "[network][split]") {
  rejected([] { one(split_of(1, {4}), u(2), {3, 4}); }, "channels", "1 parts", "2 to 16");
  rejected(
      [] {
        one(split_of(1, {1, 2}), u(2), {3, 4});
      },
      "channels", "a sum of 3", "the stream's 4 channels");
  rejected([] { one(split_of(1, {4, 0}), u(2), {3, 4}); }, "channels", "0", "at least 1");
  rejected([] { one(split_of(2, {1, 3}), u(2), {3, 4}); }, "pe", "2", "a divisor of the 1 channels");
}

TEST_CASE("split: its keys", "[scenario][split]") {
  Draft draft;
  draft.layer("{kind: split, name: parts, pe: 1, channels: [1, 3]}");
  CHECK(draft.last<Split>().channels == std::vector<std::int64_t>{1, 3});

  draft.layer("{kind: split, pe: 1, channels: 4}").rejected(7, "channels", "4", "a list");
  draft.layer("{kind: split, pe: 1, channels: [4]}").rejected(7, "channels", "1 parts", "2 to 16");
  draft.layer("{kind: split, pe: 1, channels: [1, 2]}").rejected(7, "channels", "a sum of 3", "4 channels");
  draft.layer("{kind: split, pe: 1, channels: [4, 0]}").rejected(7, "channels", "0", "from 1");
  draft.layer("{kind: split, pe: 2, channels: [1, 3]}").rejected(7, "pe", "2", "1 channels");
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
    // The closed output's FIFO and two credits fill up in the middle of a pixel; the pixels before it have
    // passed.
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

}  // namespace weir::tests::split_test

// The ladder of `downsample`: strides in one and in both directions, with and without rows and columns left
// over.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::downsample_test {

namespace {

struct Case {
  DataType element;
  Extent size;  // height 0: one dimension
  std::int64_t channels, simd;
  Extent stride;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Case> kGrid{
    {u(4), {4, 6}, 2, 1, {2, 2}},       {s(3), {5, 3}, 4, 4, {2, 2}},      // the last row and column are kept
    {s(8), {7, 5}, 6, 2, {3, 4}},       {u(2), {2, 3}, 1, 1, {1, 1}},      // a stride of 1
    {kBinary, {1, 1}, 1, 1, {1, 1}},    {kBipolar, {4, 2}, 3, 1, {2, 1}},  // rows only
    {kTernary, {2, 6}, 2, 2, {1, 3}},                                      // columns only
    {s(5), {0, 7}, 3, 1, {1, 2}},       {u(6), {0, 8}, 2, 2, {1, 4}},
    {u(5), {3, 4}, 1, 1, {9, 9}},                                        // one pixel left
    {u(31), {3, 3}, 1, 1, {2, 2}},      {s(5), {2, 3}, 32, 32, {1, 2}},  // beats of three words
    {u(3), {4, 3}, 2, 1, {2, 2}, 1, 2}, {u(3), {4, 3}, 2, 2, {2, 1}, 2, 1},
    {u(3), {3, 4}, 1, 1, {1, 2}, 1, 1}, {s(33), {3, 4}, 3, 1, {2, 1}},
    {u(56), {3, 3}, 4, 4, {2, 2}}};

Network network_of(const std::vector<Case>& grid) {
  NetworkBuilder builder("downsamples");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Case& at = grid[i];
    const std::string number = std::to_string(i);
    Downsample downsample;
    downsample.stride = at.stride;
    downsample.simd = at.simd;
    Shape shape{at.size.height, at.size.width, at.channels};
    if (at.size.height == 0) shape.erase(shape.begin());
    builder.input("in" + number, at.element, shape, at.simd);
    builder.add("downsample" + number, downsample, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("downsample" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "downsample");
  return bench;
}

Downsample downsample_of(const Extent& stride, std::int64_t simd = 1) {
  Downsample downsample;
  downsample.stride = stride;
  downsample.simd = simd;
  return downsample;
}

}  // namespace

}  // namespace weir::tests::downsample_test

namespace weir::tests {

const Bench& bench_of(Of<Downsample> /*kind*/) { return downsample_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Downsample& downsample) {
  std::vector<Iteration> frame;
  for (std::int64_t y = 0; y < downsample.map.size.height; ++y) {
    for (std::int64_t x = 0; x < downsample.map.size.width; ++x) {
      const bool kept = y % downsample.stride.height == 0 && x % downsample.stride.width == 0;
      for (std::int64_t f = 0; f < downsample.map.channels / downsample.simd; ++f)
        frame.push_back({true, kept});
    }
  }
  return {1, frame};
}

}  // namespace weir::tests

namespace weir::tests::downsample_test {

TEST_CASE("downsample: one pixel in so many is kept, from the first on", "[downsample][golden]") {
  CHECK(beats_out(network_of({{u(4), {3, 4}, 1, 1, {2, 3}}}), {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}) ==
        Words{1, 4, 9, 12});
  CHECK(beats_out(network_of({{u(4), {0, 3}, 2, 1, {1, 2}}}), {1, 2, 3, 4, 5, 6}) == Words{1, 2, 5, 6});
}

TEST_CASE("downsample: keeps the first pixel of each stride, also where the last is cut short",
          "[downsample][golden]") {
  Downsample downsample;
  downsample.stride = {2, 3};
  // 0 .. 4 / 5 .. 9 / 10 .. 14
  Tensor map({3, 5, 1});
  for (std::size_t i = 0; i < 15; ++i) map.values[i] = static_cast<std::int64_t>(i);
  CHECK(output({{DataType::uint(4), map}}, downsample) == Values{0, 3, 10, 13});
  downsample.stride = {1, 2};
  CHECK(output({{DataType::uint(4), Tensor({3, 2}, {1, 2, 3, 4, 5, 6})}}, downsample) == Values{1, 2, 5, 6});
}

TEST_CASE("downsample: shapes and numbers", "[network][downsample]") {
  CHECK(output_of(downsample_of({2, 3}), u(2), {3, 4, 2}, 2).shape == Shape{2, 2, 2});
  CHECK(output_of(downsample_of({7, 9}), u(2), {3, 4, 2}, 2).shape == Shape{1, 1, 2});
  CHECK(output_of(downsample_of({1, 2}), u(2), {5, 2}, 2).shape == Shape{3, 2});
  CHECK(least_cycles(downsample_of({2, 3}, 1), {3, 4, 2}) == 24);
}

TEST_CASE("downsample: what it refuses", "[network][downsample]") {
  rejected([] { one(downsample_of({1, 0}), u(2), {4, 2}); }, "stride", "0", "at least 1");
  rejected([] { one(downsample_of({1, 1}, 3), u(2), {4, 2}); }, "simd", "3", "a divisor of the 2 channels");
}

TEST_CASE("downsample: its keys", "[scenario][downsample]") {
  Draft draft;
  CHECK(draft
            .layers("{type: uint4, shape: [4, 6, 4], elements_per_beat: 4}",
                    {"  - {kind: downsample, stride: [1, 2], simd: 4}"})
            .shape() == Shape{4, 3, 4});
  CHECK(draft
            .layers("{type: uint4, shape: [12, 4], elements_per_beat: 4}",
                    {"  - {kind: downsample, stride: 5, simd: 4}"})
            .shape() == Shape{3, 4});

  draft.layer("{kind: downsample, stride: 0, simd: 4}").rejected(7, "stride", "0", "from 1");
  draft.layer("{kind: downsample, stride: 2, simd: 3}").rejected(7, "simd", "3", "4 channels");
  draft.layer("{kind: downsample, stride: [1, 2, 3], simd: 4}")
      .rejected(7, "stride", "3 numbers", "[height, width]");
}

TEST_CASE("downsample: what is dropped needs no room", "[downsample][rtl]") {
  constexpr Cycle kClosed = 200;
  const Network& network = bench().network();
  const Trace rtl = bench().check(at_sinks(network, {1, 1, kClosed, kClosed, 0})).trace;
  for (const Layer& layer : network.layers) {
    const Schedule schedule = schedule_of(layer);
    const Stream& out = network.stream(layer.outputs[0]);
    INFO("layer " << layer.name);
    // It goes on to the first beat that finds the FIFO full and both credits taken.
    std::int64_t reads = 0;
    std::int64_t room = out.depth + 2;
    for (std::int64_t f = 0; f < bench().frames() && room >= 0; ++f) {
      for (const Iteration& iteration : schedule.frame) {
        room -= iteration.writes;
        if (room < 0) break;
        ++reads;
      }
    }
    const std::vector<Cycle>& pop = rtl.stream(layer.inputs[0]).pop;
    CHECK(std::ranges::count_if(pop, [](Cycle cycle) { return cycle <= kClosed; }) == reads);
  }
}

TEST_CASE("downsample: latency is 1, and every cycle issues", "[downsample][rtl]") {
  bench().check_full_rate();
}

}  // namespace weir::tests::downsample_test

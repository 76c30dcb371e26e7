// The ladder of `upsample`: scales in both directions and in one, of maps and of lines.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace {

using namespace weir;
using namespace weir::tests;

struct Case {
  DataType element;
  Extent size;  // height 0: one dimension
  std::int64_t channels, simd;
  Extent scale;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Case> kGrid{
    {u(4), {2, 3}, 2, 1, {2, 2}},       {s(3), {3, 2}, 4, 4, {2, 2}},
    {s(8), {2, 2}, 6, 2, {3, 4}},       {u(2), {2, 3}, 1, 1, {1, 1}},      // nothing at all
    {kBinary, {1, 1}, 1, 1, {3, 5}},    {kBipolar, {3, 2}, 3, 1, {2, 1}},  // rows only
    {kTernary, {2, 4}, 2, 2, {1, 3}},                                      // columns only
    {s(5), {0, 5}, 3, 1, {1, 2}},       {u(6), {0, 1}, 2, 2, {1, 4}},
    {u(31), {1, 3}, 1, 1, {2, 2}},      {s(5), {2, 2}, 32, 32, {2, 1}},  // beats of three words
    {u(3), {2, 2}, 2, 1, {2, 2}, 1, 2}, {u(3), {2, 2}, 2, 2, {2, 2}, 2, 1},
    {u(3), {2, 3}, 1, 1, {1, 2}, 1, 1}};

Network network_of(const std::vector<Case>& grid) {
  NetworkBuilder builder("upsamples");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Case& at = grid[i];
    const std::string number = std::to_string(i);
    Upsample upsample;
    upsample.scale = at.scale;
    upsample.simd = at.simd;
    Shape shape{at.size.height, at.size.width, at.channels};
    if (at.size.height == 0) shape.erase(shape.begin());
    builder.input("in" + number, at.element, shape, at.simd);
    builder.add("upsample" + number, upsample, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("upsample" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "upsample");
  return bench;
}

Upsample upsample_of(const Extent& scale, std::int64_t simd = 1) {
  Upsample upsample;
  upsample.scale = scale;
  upsample.simd = simd;
  return upsample;
}

}  // namespace

const Bench& weir::tests::bench_of(Of<Upsample> /*kind*/) { return bench(); }

// docs/timing.md
Schedule weir::tests::schedule_of(const Upsample& upsample) {
  std::vector<Iteration> frame;
  for (std::int64_t row = 0; row < upsample.map.size.height; ++row) {
    for (std::int64_t i = 0; i < upsample.scale.height; ++i) {
      for (std::int64_t column = 0; column < upsample.map.size.width; ++column) {
        for (std::int64_t j = 0; j < upsample.scale.width; ++j) {
          for (std::int64_t f = 0; f < upsample.map.channels / upsample.simd; ++f)
            frame.push_back({i == 0 && j == 0, true});
        }
      }
    }
  }
  return {2, frame};
}

TEST_CASE("upsample: each pixel stands in the place of several", "[upsample][golden]") {
  CHECK(beats_out(network_of({{u(4), {2, 2}, 2, 2, {2, 3}}}), {1, 2, 3, 4, 5, 6, 7, 8}) ==
        Words{0x21, 0x21, 0x21, 0x43, 0x43, 0x43, 0x21, 0x21, 0x21, 0x43, 0x43, 0x43,
              0x65, 0x65, 0x65, 0x87, 0x87, 0x87, 0x65, 0x65, 0x65, 0x87, 0x87, 0x87});
  CHECK(beats_out(network_of({{u(4), {0, 2}, 2, 1, {1, 2}}}), {1, 2, 3, 4}) == Words{1, 2, 1, 2, 3, 4, 3, 4});
}

TEST_CASE("upsample: repeats pixels and rows, each direction on its own", "[upsample][golden]") {
  Upsample upsample;
  upsample.scale = {2, 3};
  CHECK(output({{DataType::uint(4), Tensor({2, 1, 2}, {1, 2, 3, 4})}}, upsample) ==
        Values{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4});
  upsample.scale = {1, 2};
  CHECK(output({{DataType::uint(4), Tensor({2, 2}, {1, 2, 3, 4})}}, upsample) ==
        Values{1, 2, 1, 2, 3, 4, 3, 4});
}

TEST_CASE("upsample: shapes and numbers", "[network][upsample]") {
  CHECK(output_of(upsample_of({2, 3}), u(2), {3, 4, 2}, 2).shape == Shape{6, 12, 2});
  CHECK(output_of(upsample_of({1, 3}), u(2), {4, 2}, 2).shape == Shape{12, 2});
  CHECK(least_cycles(upsample_of({2, 3}, 2), {3, 4, 2}) == 72);
}

TEST_CASE("upsample: what it refuses", "[network][upsample]") {
  rejected([] { one(upsample_of({0, 1}), u(2), {3, 4, 2}); }, "scale", "0", "1 to 1024");
  rejected([] { one(upsample_of({1, 1025}), u(2), {3, 4, 2}); }, "scale", "1025", "1 to 1024");
  rejected(
      [] {
        one(upsample_of({2, 1}), u(2), {4, 2});
      },
      "scale", "rows above each other", "none in one dimension");
  rejected([] { one(upsample_of({1, 1}, 3), u(2), {4, 2}); }, "simd", "3", "a divisor of the 2 channels");
}

TEST_CASE("upsample: its keys", "[scenario][upsample]") {
  Draft draft;
  CHECK(draft
            .layers("{type: uint4, shape: [4, 3, 4], elements_per_beat: 4}",
                    {"  - {kind: upsample, scale: 3, simd: 2}"})
            .shape() == Shape{12, 9, 4});
  CHECK(draft
            .layers("{type: uint4, shape: [6, 4], elements_per_beat: 4}",
                    {"  - {kind: upsample, scale: 2, simd: 4}"})
            .shape() == Shape{12, 4});

  draft.layer("{kind: upsample, simd: 4}").rejected(7, "scale", "no such key", "it");
  draft.layer("{kind: upsample, scale: 0, simd: 4}").rejected(7, "scale", "0", "from 1");
  draft.layer("{kind: upsample, scale: 1025, simd: 4}").rejected(7, "scale", "1025", "1 to 1024");
  draft.layer("{kind: upsample, scale: 2, simd: 3}").rejected(7, "simd", "3", "4 channels");
  draft.joined("{kind: upsample, from: branch, scale: [2, 1], simd: 4}")
      .rejected(8, "scale", "rows", "one dimension");
}

TEST_CASE("upsample: a row comes out again though nothing more arrives", "[upsample][rtl]") {
  const Network& network = bench().network();
  const Trace rtl = bench().check(at_sources(network, Pattern::one_in(100))).trace;
  for (const Layer& layer : network.layers) {
    INFO("layer " << layer.name);
    const auto in = static_cast<std::size_t>(layer.inputs[0]);
    const auto out = static_cast<std::size_t>(layer.outputs[0]);
    for (std::int64_t f = 1; f < bench().frames(); ++f) {
      const auto last = static_cast<std::size_t>(f * network.streams[out].beats_per_frame - 1);
      const auto next = static_cast<std::size_t>(f * network.streams[in].beats_per_frame);
      CHECK(rtl.streams[out].push.at(last) < rtl.streams[in].push.at(next));
    }
  }
}

TEST_CASE("upsample: latency is 2, and every cycle issues", "[upsample][rtl]") { bench().check_full_rate(); }

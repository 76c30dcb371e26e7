// The ladder of `upsample`: by whole multiples and by fractions, in both directions and in one, on maps and
// on single rows.
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::upsample_test {

namespace {

struct Case {
  DataType element;
  Extent from;  // height 0: one dimension
  std::int64_t channels, simd;
  Extent to;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Case> kGrid{{u(4), {2, 3}, 2, 1, {4, 6}},
                              {s(3), {3, 2}, 4, 4, {6, 4}},
                              {s(8), {2, 2}, 6, 2, {6, 8}},
                              {u(2), {2, 3}, 1, 1, {2, 3}},  // no change
                              {kBinary, {1, 1}, 1, 1, {3, 5}},
                              {kBipolar, {3, 2}, 3, 1, {6, 2}},   // rows only
                              {kTernary, {2, 4}, 2, 2, {2, 12}},  // columns only
                              {s(5), {0, 5}, 3, 1, {1, 10}},
                              {u(6), {0, 1}, 2, 2, {1, 4}},
                              {u(31), {1, 3}, 1, 1, {2, 6}},
                              {s(5), {2, 2}, 32, 32, {4, 2}},  // beats of three words
                              {u(3), {2, 2}, 2, 1, {4, 4}, 1, 2},
                              {u(3), {2, 2}, 2, 2, {4, 4}, 2, 1},
                              {u(3), {2, 3}, 1, 1, {2, 6}, 1, 1},
                              // By fractions.
                              {u(4), {2, 3}, 2, 1, {3, 5}},
                              {s(4), {3, 4}, 4, 2, {5, 7}},
                              {s(6), {3, 2}, 1, 1, {4, 2}},
                              {kBipolar, {2, 5}, 3, 1, {2, 8}},   // rows only, columns only
                              {kTernary, {4, 4}, 2, 2, {6, 10}},  // not in lowest terms
                              {u(5), {3, 3}, 2, 1, {9, 4}},
                              {s(7), {3, 3}, 1, 1, {4, 6}},  // a whole multiple and a fraction
                              {u(2), {0, 7}, 2, 1, {1, 12}},
                              {s(3), {0, 5}, 3, 3, {1, 13}},
                              {u(56), {2, 2}, 1, 1, {3, 3}},
                              {u(3), {2, 3}, 2, 1, {3, 4}, 1, 2},
                              {u(3), {2, 3}, 1, 1, {5, 5}, 1, 1}};

Upsample upsample_to(const Extent& size, std::int64_t simd = 1) {
  Upsample upsample;
  upsample.size = size;
  upsample.simd = simd;
  return upsample;
}

Network network_of(const std::vector<Case>& grid) {
  NetworkBuilder builder("upsamples");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Case& at = grid[i];
    const std::string number = std::to_string(i);
    Shape shape{at.from.height, at.from.width, at.channels};
    if (at.from.height == 0) shape.erase(shape.begin());
    builder.input("in" + number, at.element, shape, at.simd);
    builder.add("upsample" + number, upsample_to(at.to, at.simd), "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("upsample" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "upsample");
  return bench;
}

}  // namespace

}  // namespace weir::tests::upsample_test

namespace weir::tests {

const Bench& bench_of(Of<Upsample> /*kind*/) { return upsample_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Upsample& upsample) {
  const auto repetitions = [](std::int64_t i, std::int64_t in, std::int64_t out) {
    std::int64_t count = 0;
    for (std::int64_t o = 0; o < out; ++o) count += o * in / out == i ? 1 : 0;
    return count;
  };
  const Extent& in = upsample.map.size;
  std::vector<Iteration> frame;
  for (std::int64_t row = 0; row < in.height; ++row) {
    for (std::int64_t i = 0; i < repetitions(row, in.height, upsample.size.height); ++i) {
      for (std::int64_t column = 0; column < in.width; ++column) {
        for (std::int64_t j = 0; j < repetitions(column, in.width, upsample.size.width); ++j) {
          for (std::int64_t f = 0; f < upsample.map.channels / upsample.simd; ++f)
            frame.push_back({i == 0 && j == 0, true});
        }
      }
    }
  }
  return {2, frame};
}

}  // namespace weir::tests

namespace weir::tests::upsample_test {

TEST_CASE("upsample: each pixel stands in the place of several", "[upsample][golden]") {
  CHECK(beats_out(network_of({{u(4), {2, 2}, 2, 2, {4, 6}}}), {1, 2, 3, 4, 5, 6, 7, 8}) ==
        Words{0x21, 0x21, 0x21, 0x43, 0x43, 0x43, 0x21, 0x21, 0x21, 0x43, 0x43, 0x43,
              0x65, 0x65, 0x65, 0x87, 0x87, 0x87, 0x65, 0x65, 0x65, 0x87, 0x87, 0x87});
  CHECK(beats_out(network_of({{u(4), {0, 2}, 2, 1, {1, 4}}}), {1, 2, 3, 4}) == Words{1, 2, 1, 2, 3, 4, 3, 4});
}

TEST_CASE("upsample: repeats pixels and rows, each direction on its own", "[upsample][golden]") {
  CHECK(output({{DataType::uint(4), Tensor({2, 1, 2}, {1, 2, 3, 4})}}, upsample_to({4, 3})) ==
        Values{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4});
  CHECK(output({{DataType::uint(4), Tensor({2, 2}, {1, 2, 3, 4})}}, upsample_to({1, 4})) ==
        Values{1, 2, 1, 2, 3, 4, 3, 4});
}

// The result of torch.nn.functional.interpolate(mode="nearest").
TEST_CASE("upsample: by a fraction, the earlier pixels are repeated more", "[upsample][golden]") {
  CHECK(output({{u(4), Tensor({3, 1}, {1, 2, 3})}}, upsample_to({1, 5})) == Values{1, 1, 2, 2, 3});
  CHECK(output({{u(4), Tensor({4, 1}, {1, 2, 3, 4})}}, upsample_to({1, 7})) == Values{1, 1, 2, 2, 3, 3, 4});
  CHECK(output({{u(4), Tensor({5, 1}, {1, 2, 3, 4, 5})}}, upsample_to({1, 8})) ==
        Values{1, 1, 2, 2, 3, 4, 4, 5});
  CHECK(output({{u(4), Tensor({2, 3, 1}, {1, 2, 3, 4, 5, 6})}}, upsample_to({3, 4})) ==
        Values{1, 1, 2, 3, 1, 1, 2, 3, 4, 4, 5, 6});
}

TEST_CASE("upsample: to any size, out pixel y is in pixel floor(y * H / H')", "[upsample][golden]") {
  Random random = seeded("upsample to any size");
  for (int i = 0; i < 200; ++i) {
    const Extent from{random.between(1, 12), random.between(1, 12)};
    const Extent to{from.height + random.between(0, 15), from.width + random.between(0, 15)};
    CAPTURE(from.height, from.width, to.height, to.width);
    std::vector<std::int64_t> map;
    for (std::int64_t pixel = 0; pixel < from.area(); ++pixel) map.push_back(pixel);
    Words wanted;
    for (std::int64_t y = 0; y < to.height; ++y) {
      for (std::int64_t x = 0; x < to.width; ++x) {
        wanted.push_back(
            static_cast<std::uint64_t>(y * from.height / to.height * from.width + x * from.width / to.width));
      }
    }
    CHECK(beats_out(network_of({{u(8), from, 1, 1, to}}), map) == wanted);
  }
}

TEST_CASE("upsample: shapes and numbers", "[network][upsample]") {
  CHECK(output_of(upsample_to({6, 12}), u(2), {3, 4, 2}, 2).shape == Shape{6, 12, 2});
  CHECK(output_of(upsample_to({1, 13}), u(2), {4, 2}, 2).shape == Shape{13, 2});
  CHECK(least_cycles(upsample_to({6, 12}, 2), {3, 4, 2}) == 72);
  CHECK(least_cycles(upsample_to({5, 7}, 1), {3, 4, 2}) == 70);
}

TEST_CASE("upsample: what it refuses", "[network][upsample]") {
  const std::string downsample = " (downsample leaves pixels out)";
  rejected(
      [] {
        one(upsample_to({2, 9}), u(2), {3, 4, 2});
      },
      "size", "[2, 9]", "at least the map's [3, 4]" + downsample);
  rejected(
      [] {
        one(upsample_to({3, 3}), u(2), {3, 4, 2});
      },
      "size", "[3, 3]", "at least the map's [3, 4]" + downsample);
  rejected(
      [] {
        one(upsample_to({1, 3}), u(2), {4, 2});
      },
      "size", "[3]", "at least the map's [4]" + downsample);
  rejected(
      [] {
        one(upsample_to({2, 4}), u(2), {4, 2});
      },
      "size", "2 rows", "none in one dimension: the width alone");
  rejected([] { one(upsample_to({1, 4}, 3), u(2), {4, 2}); }, "simd", "3", "a divisor of the 2 channels");
}

TEST_CASE("upsample: its keys", "[scenario][upsample]") {
  Draft draft;
  const auto map = [&](const std::string& keys) -> Draft& {
    return draft.layers("{type: uint4, shape: [4, 3, 4], elements_per_beat: 4}",
                        {"  - {kind: upsample, simd: 2, " + keys + "}"});
  };
  CHECK(map("scale: 3").shape() == Shape{12, 9, 4});
  CHECK(map("scale: [1, 2]").shape() == Shape{4, 6, 4});
  CHECK(map("size: [5, 7]").shape() == Shape{5, 7, 4});
  CHECK(map("size: 6").shape() == Shape{6, 6, 4});
  const auto row = [&](const std::string& keys) -> Draft& {
    return draft.layers("{type: uint4, shape: [6, 4], elements_per_beat: 4}",
                        {"  - {kind: upsample, simd: 4, " + keys + "}"});
  };
  CHECK(row("scale: 2").shape() == Shape{12, 4});
  CHECK(row("size: 13").shape() == Shape{13, 4});
  CHECK(row("size: [1, 13]").shape() == Shape{13, 4});

  row("size: [2, 13]").rejected(7, "size", "2 rows", "the width alone");
  draft.layer("{kind: upsample, simd: 4}").rejected(7, "scale", "no such key", "or size");
  draft.layer("{kind: upsample, scale: 2, size: 12, simd: 4}").rejected(7, "size", "beside scale", "one");
  draft.layer("{kind: upsample, size: [5, 5], simd: 4}").rejected(7, "size", "[5, 5]", "[6, 5]");
  draft.layer("{kind: upsample, size: 1048577, simd: 4}").rejected(7, "size", "1048577", "1 to 1048576");
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

}  // namespace weir::tests::upsample_test

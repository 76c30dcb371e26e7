// The ladder of `maxpool`: windows that fit, and windows that leave rows and columns over, for every type.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::maxpool_test {

namespace {

struct Windows {
  DataType element;
  Extent size;  // height 0: one dimension
  std::int64_t channels, pe;
  Extent kernel;
  std::int64_t depth_in = 2, depth_out = 2;
};

const std::vector<Windows> kGrid{
    {u(4), {4, 4}, 2, 1, {2, 2}},       {s(4), {4, 6}, 4, 2, {2, 2}},
    {s(3), {5, 5}, 3, 3, {2, 2}},                                          // a row and a column left over
    {s(8), {6, 4}, 1, 1, {3, 2}},       {kTernary, {7, 5}, 2, 1, {3, 2}},  // rows and columns left over
    {u(2), {3, 7}, 2, 2, {1, 3}},       {kBipolar, {4, 6}, 6, 3, {1, 3}},
    {kBinary, {3, 4}, 4, 4, {1, 1}},    {u(7), {2, 3}, 2, 1, {1, 1}},
    {s(5), {3, 4}, 2, 2, {3, 4}},                                      // the whole map
    {kBipolar, {3, 3}, 2, 1, {3, 3}},   {u(3), {4, 3}, 1, 1, {3, 3}},  // the whole width, a row left over
    {kBinary, {0, 7}, 3, 1, {1, 3}},    {s(2), {0, 6}, 2, 2, {1, 2}},
    {kTernary, {0, 4}, 1, 1, {1, 1}},   {s(6), {0, 5}, 4, 2, {1, 5}},
    {u(5), {1, 1}, 1, 1, {1, 1}},       {s(5), {4, 4}, 16, 16, {2, 2}},  // beats of two words
    {u(3), {4, 4}, 2, 2, {2, 2}, 1, 2}, {s(3), {2, 4}, 2, 1, {1, 2}, 2, 1},
    {s(4), {4, 2}, 1, 1, {1, 1}, 1, 1}};

Network network_of(const std::vector<Windows>& grid) {
  NetworkBuilder builder("maxpools");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Windows& at = grid[i];
    const std::string number = std::to_string(i);
    Maxpool maxpool;
    maxpool.kernel = at.kernel;
    maxpool.pe = at.pe;
    Shape shape{at.size.height, at.size.width, at.channels};
    if (at.size.height == 0) shape.erase(shape.begin());
    builder.input("in" + number, at.element, shape, at.pe);
    builder.add("maxpool" + number, maxpool, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("maxpool" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 4, "maxpool");
  return bench;
}

Maxpool maxpool_of(const Extent& kernel, std::int64_t pe = 1) {
  Maxpool maxpool;
  maxpool.kernel = kernel;
  maxpool.pe = pe;
  return maxpool;
}

}  // namespace

}  // namespace weir::tests::maxpool_test

namespace weir::tests {

const Bench& bench_of(Of<Maxpool> /*kind*/) { return maxpool_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Maxpool& maxpool) {
  const Extent& size = maxpool.map.size;
  const Extent& kernel = maxpool.kernel;
  std::vector<Iteration> frame;
  for (std::int64_t y = 0; y < size.height; ++y) {
    for (std::int64_t x = 0; x < size.width; ++x) {
      const bool last = (y + 1) % kernel.height == 0 && (x + 1) % kernel.width == 0;
      for (std::int64_t cf = 0; cf < maxpool.map.channels / maxpool.pe; ++cf) frame.push_back({true, last});
    }
  }
  return {2, frame};
}

}  // namespace weir::tests

namespace weir::tests::maxpool_test {

TEST_CASE("maxpool: each channel's largest value crosses the stream", "[maxpool][golden]") {
  const std::vector<std::int64_t> map{1,  -1, 2, -8, -3, 5, 0,  0,   // a row of four pixels
                                      -8, -2, 1, -3, -1, 4, -2, 7};  // and another
  CHECK(beats_out(network_of({{s(4), {2, 4}, 2, 2, {2, 2}}}), map) == Words{0xf2, 0x70});
  CHECK(beats_out(network_of({{s(4), {2, 4}, 2, 1, {2, 2}}}), map) == Words{0x2, 0xf, 0x0, 0x7});
  CHECK(beats_out(network_of({{s(4), {2, 4}, 2, 2, {1, 3}}}), map) == Words{0x52, 0x41});
}

TEST_CASE("maxpool: takes each channel's largest and drops what fills no window", "[maxpool][golden]") {
  Maxpool pool;
  pool.kernel = {2, 2};
  // Channel 0 and 1 of 3 x 3 pixels; the last row and column are dropped.
  const Tensor frame({3, 3, 2}, {-8, 1, -5, 2, 7, 7, -6, -1, -7, 0, 7, 7, 7, 7, 7, 7, 7, 7});
  CHECK(output(one(pool, DataType::sint(4), {3, 3, 2}, 2), frame) == Values{-5, 2});
  const Tensor signs({2, 4, 1}, {-1, -1, -1, 1, -1, -1, -1, -1});
  CHECK(output(one(pool, DataType::bipolar(), {2, 4, 1}), signs) == Values{-1, 1});
}

TEST_CASE("maxpool: in one dimension", "[maxpool][golden]") {
  Maxpool pool;
  pool.kernel = {1, 2};
  CHECK(output(one(pool, DataType::uint(4), {5, 2}), Tensor({5, 2}, {1, 9, 3, 2, 0, 0, 5, 0, 9, 9})) ==
        Values{3, 9, 5, 0});
}

TEST_CASE("maxpool: shapes and numbers", "[network][maxpool]") {
  const Maxpool maxpool = inferred(maxpool_of({3, 2}, 2), s(3), {7, 5, 6});
  CHECK(maxpool.windows() == Extent{2, 2});
  CHECK(maxpool.channel_folds() == 3);
  CHECK(maxpool.trip_count() == 105);
  CHECK(maxpool.input_bits() == 6);
  const Stream out = output_of(maxpool, s(3), {7, 5, 6}, 2);
  CHECK(out.shape == Shape{2, 2, 6});
  CHECK(out.element == s(3));
  CHECK(out.width_bits == 6);
  CHECK(out.beats_per_frame == 12);
  CHECK(output_of(maxpool_of({1, 3}), u(1), {7, 2}, 1).shape == Shape{2, 2});
  CHECK(output_of(maxpool_of({4, 5}), u(1), {4, 5, 2}, 1).shape == Shape{1, 1, 2});
}

TEST_CASE("maxpool: what it refuses", "[network][maxpool]") {
  const Shape map{4, 5, 4};
  refuses(maxpool_of({2, 2}, 3), u(2), map, "pe", "3", "a divisor of the 4 channels");
  for (const Extent& kernel : {Extent{0, 1}, Extent{1, 0}, Extent{5, 1}, Extent{1, 6}}) {
    refuses(maxpool_of(kernel), u(2), map, "kernel", to_string(Shape{kernel.height, kernel.width}),
            "from 1 to the map's [4, 5]");
  }
  refuses(maxpool_of({2, 2}), u(2), {5, 4}, "kernel", "[2, 2]", "from 1 to the map's [1, 5]");
  refuses(maxpool_of({1, 1}), u(2), {4}, "", "a stream of shape [4]",
          "a feature map: [height, width, channels] or [width, channels]");
}

TEST_CASE("maxpool: what no window reaches is remarked", "[network][maxpool]") {
  const auto remark = [](const Extent& kernel, const Shape& shape) {
    return one(maxpool_of(kernel), u(2), shape).layers.back().remark();
  };
  const std::string hint = " (ceil: true pads the map)";
  CHECK(remark({2, 2}, {7, 7, 1}) ==
        "drops the last row and the last column of 7 x 7, which no window of 2 x 2 reaches" + hint);
  CHECK(remark({3, 1}, {5, 7, 1}) ==
        "drops the last 2 rows of 5 x 7, which no window of 3 x 1 reaches" + hint);
  CHECK(remark({2, 4}, {4, 7, 1}) ==
        "drops the last 3 columns of 4 x 7, which no window of 2 x 4 reaches" + hint);
  CHECK(remark({1, 3}, {7, 1}) == "drops the last pixel of 7, which no window of 3 reaches" + hint);
  CHECK(remark({2, 2}, {6, 8, 1}) == "");
}

TEST_CASE("maxpool: its keys", "[scenario][maxpool]") {
  Draft draft;
  CHECK(draft.layer("{kind: maxpool, name: max, kernel: [2, 1], pe: 4}", "int4").last<Maxpool>().windows() ==
        Extent{3, 5});

  draft.layer("{kind: maxpool, kernel: [7, 1], pe: 4}", "int4").rejected(7, "kernel", "[7, 1]", "[6, 5]");
  draft.layer("{kind: maxpool, kernel: 2, pe: 3}", "int4").rejected(7, "pe", "3", "4 channels");
  draft.layer("{kind: maxpool, kernel: 2, pads: 1, pe: 3}", "int4").rejected(7, "pe", "3", "4 channels");
  draft.layer("{kind: maxpool, kernel: 2, pads: 2, pe: 4}", "int4")
      .rejected(7, "pads", "2", "less than the kernel's 2");
  draft.layer("{kind: maxpool, kernel: 2, ceil: 1, pe: 4}", "int4").rejected(7, "ceil", "1", "true or false");
  draft.layer("{kind: maxpool, kernel: 2, simd: 4, pe: 4}", "int4").rejected(7, "simd", "unknown", "kernel");
}

TEST_CASE("maxpool: padding, and windows that overlap, are layers of the entry", "[scenario][maxpool]") {
  Draft draft;
  const auto layers = [&](const std::string& keys, const std::string& type = "int4") {
    const Network network = draft.layer("{kind: maxpool, name: m, pe: 2, " + keys + "}", type).load().network;
    std::vector<std::string> names;
    for (const Layer& layer : network.layers) {
      if (layer.kind() != Dwc::kKind) names.push_back(layer.name + " " + std::string(layer.kind()));
    }
    return names;
  };
  const auto pad = [&] { return std::get<Pad>(layer(draft.load().network, "m_pad").params); };
  using Names = std::vector<std::string>;
  CHECK(layers("kernel: 2") == Names{"m maxpool"});
  CHECK(layers("kernel: 2, stride: 2, pads: 0") == Names{"m maxpool"});
  CHECK(layers("kernel: 2, ceil: true") == Names{"m_pad pad", "m maxpool"});
  CHECK(draft.shape() == Shape{3, 3, 4});
  CHECK(pad().value == -8);
  CHECK(pad().after == Extent{0, 1});
  CHECK(pad().simd == 2);
  CHECK(layers("kernel: 3, ceil: true", "uint4") == Names{"m_pad pad", "m maxpool"});
  CHECK(pad().value == 0);
  CHECK(layers("kernel: [3, 1], ceil: true") == Names{"m maxpool"});  // whole as it is
  CHECK(layers("kernel: 3, stride: 1, pads: 1", "bipolar") == Names{"m_pad pad", "m_swu swu", "m pool"});
  CHECK(pad().value == -1);
  CHECK(draft.shape() == Shape{6, 5, 4});
  CHECK(layers("kernel: 2, stride: [2, 1]") == Names{"m_swu swu", "m pool"});
  CHECK(layers("kernel: 1, stride: 3, ceil: true") == Names{"m_swu swu", "m pool"});  // only gaps remain
  CHECK(draft.shape() == Shape{2, 2, 4});
  CHECK(draft.row("{kind: maxpool, name: m, kernel: 4, ceil: true, pe: 1}").shape() == Shape{2, 4});
  CHECK(pad().after == Extent{0, 2});
}

TEST_CASE("maxpool: an entry is the layers that one would write by hand", "[scenario][maxpool]") {
  const auto load = [](const std::vector<std::string>& entries) {
    Draft draft;
    draft.layers("{type: int4, shape: [7, 7, 4], elements_per_beat: 4}", entries);
    return draft.load().network;
  };
  const Network entries =
      load({"  - {kind: fork, name: both}",
            "  - {kind: maxpool, name: ceil, from: both_out0, kernel: 2, ceil: true, pe: 4}",
            "  - {kind: maxpool, name: over, from: both_out1, kernel: 3, stride: 2, pads: 1, pe: 2}"});
  const Network by_hand =
      load({"  - {kind: fork, name: both}",
            "  - {kind: pad, name: ceil_pad, from: both_out0, pads: [0, 0, 1, 1], simd: 4, value: -8}",
            "  - {kind: maxpool, name: ceil, kernel: 2, pe: 4}",
            "  - {kind: pad, name: over_pad, from: both_out1, pads: 1, simd: 2, value: -8}",
            "  - {kind: swu, name: over_swu, kernel: 3, stride: 2, simd: 2, depthwise: true}",
            "  - {kind: pool, name: over, op: max, pe: 2}"});
  REQUIRE(entries.layers.size() == by_hand.layers.size());
  for (std::size_t l = 0; l < entries.layers.size(); ++l) {
    CHECK(entries.layers[l].name == by_hand.layers[l].name);
    CHECK(entries.layers[l].params == by_hand.layers[l].params);
  }
}

TEST_CASE("maxpool: latency is 2, and every cycle issues", "[maxpool][rtl]") { bench().check_full_rate(); }

}  // namespace weir::tests::maxpool_test

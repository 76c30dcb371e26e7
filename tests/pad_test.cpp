// The ladder of `pad`: padding on all sides and on single ones, for every type.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden_rig.hpp"
#include "tests/ladder.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::pad_test {

namespace {

struct Margins {
  DataType element;
  Extent size;  // height 0: one dimension
  std::int64_t channels, simd;
  Extent before, after;
  std::int64_t value = 0;
  std::int64_t depth_in = 2, depth_out = 2;
  Extent between{0, 0};
};

const std::vector<Margins> kGrid{{u(4), {3, 4}, 2, 1, {1, 1}, {1, 1}},
                                 {s(3), {2, 3}, 4, 4, {1, 1}, {1, 1}, -4},
                                 {s(8), {3, 2}, 6, 2, {2, 1}, {0, 3}, 127},  // all sides differ
                                 {u(2), {2, 3}, 1, 1, {0, 0}, {0, 0}},       // no padding
                                 {u(5), {1, 1}, 1, 1, {0, 0}, {0, 0}, 31},
                                 {u(3), {1, 1}, 1, 1, {1, 2}, {3, 0}, 5},
                                 {kBipolar, {3, 3}, 2, 2, {1, 1}, {1, 1}, -1},
                                 {kBipolar, {2, 5}, 2, 1, {0, 1}, {1, 0}, 1},
                                 {kBinary, {3, 2}, 3, 3, {1, 0}, {0, 0}, 1},  // above only
                                 {kTernary, {2, 2}, 2, 2, {0, 0}, {2, 0}, -1},
                                 {kBinary, {4, 2}, 1, 1, {0, 2}, {0, 0}},  // left only
                                 {s(2), {2, 3}, 2, 1, {0, 0}, {0, 2}, 1},  // right only
                                 {s(5), {0, 5}, 3, 1, {0, 2}, {0, 1}, -3},
                                 {u(6), {0, 4}, 2, 2, {0, 0}, {0, 3}},
                                 {kTernary, {0, 1}, 1, 1, {0, 0}, {0, 0}},
                                 {s(5), {2, 2}, 16, 16, {1, 1}, {1, 0}, -16},  // beats of two words
                                 {u(3), {3, 2}, 2, 2, {1, 1}, {1, 1}, 7, 1, 2},
                                 {u(3), {2, 3}, 2, 1, {0, 1}, {1, 0}, 2, 2, 1},
                                 {s(4), {2, 2}, 1, 1, {1, 1}, {1, 1}, 0, 1, 1},
                                 // Padding between pixels: in both directions, in one, and with none around
                                 // the map.
                                 {u(4), {3, 4}, 2, 1, {1, 1}, {1, 1}, 0, 2, 2, {1, 1}},
                                 {s(3), {2, 3}, 2, 2, {0, 0}, {0, 0}, -4, 2, 2, {2, 3}},
                                 {u(2), {3, 2}, 3, 1, {2, 0}, {0, 1}, 3, 2, 2, {1, 0}},
                                 {kBipolar, {2, 4}, 1, 1, {0, 1}, {1, 0}, -1, 2, 2, {0, 2}},
                                 {kTernary, {0, 4}, 2, 1, {0, 1}, {0, 2}, 1, 2, 2, {0, 1}},
                                 {u(3), {1, 1}, 1, 1, {1, 0}, {0, 1}, 2, 2, 2, {3, 3}},  // one pixel only
                                 {s(4), {2, 2}, 2, 1, {0, 1}, {1, 0}, 0, 1, 1, {1, 1}},
                                 {s(40), {2, 3}, 2, 2, {1, 1}, {1, 0}, s(40).min()},
                                 {u(33), {2, 2}, 1, 1, {0, 1}, {0, 0}, std::int64_t{1} << 32},
                                 {u(56), {1, 2}, 3, 3, {1, 0}, {0, 1}, u(56).max()}};

Network network_of(const std::vector<Margins>& grid) {
  NetworkBuilder builder("pads");
  for (std::size_t i = 0; i < grid.size(); ++i) {
    const Margins& at = grid[i];
    const std::string number = std::to_string(i);
    Pad pad;
    pad.before = at.before;
    pad.after = at.after;
    pad.between = at.between;
    pad.simd = at.simd;
    pad.value = at.value;
    Shape shape{at.size.height, at.size.width, at.channels};
    if (at.size.height == 0) shape.erase(shape.begin());
    builder.input("in" + number, at.element, shape, at.simd);
    builder.add("pad" + number, pad, "in" + number);
    builder.depth("in" + number, at.depth_in);
    builder.depth("pad" + number + "_out", at.depth_out);
  }
  return builder.finish();
}

const Bench& bench() {
  static const Bench bench(network_of(kGrid), 3, "pad");
  return bench;
}

Pad pad_of(const Extent& before, const Extent& after, std::int64_t simd = 1, std::int64_t value = 0) {
  Pad pad;
  pad.before = before;
  pad.after = after;
  pad.simd = simd;
  pad.value = value;
  return pad;
}

}  // namespace

}  // namespace weir::tests::pad_test

namespace weir::tests {

const Bench& bench_of(Of<Pad> /*kind*/) { return pad_test::bench(); }

// docs/timing.md
Schedule schedule_of(const Pad& pad) {
  const auto own = [](std::int64_t at, std::int64_t before, std::int64_t size, std::int64_t between) {
    return at >= before && (at - before) % (1 + between) == 0 && (at - before) / (1 + between) < size;
  };
  const auto padded = [](std::int64_t before, std::int64_t size, std::int64_t between, std::int64_t after) {
    return before + size + (size - 1) * between + after;
  };
  const Extent& size = pad.map.size;
  std::vector<Iteration> frame;
  for (std::int64_t y = 0; y < padded(pad.before.height, size.height, pad.between.height, pad.after.height);
       ++y) {
    for (std::int64_t x = 0; x < padded(pad.before.width, size.width, pad.between.width, pad.after.width);
         ++x) {
      const bool reads = own(y, pad.before.height, size.height, pad.between.height) &&
                         own(x, pad.before.width, size.width, pad.between.width);
      for (std::int64_t cf = 0; cf < pad.map.channels / pad.simd; ++cf) frame.push_back({reads, true});
    }
  }
  frame.front().waits = frame.front().reads == 0 ? 1 : 0;
  return {1, frame};
}

}  // namespace weir::tests

namespace weir::tests::pad_test {

TEST_CASE("pad: the margin's pixels stand around the map's own", "[pad][golden]") {
  CHECK(beats_out(network_of({{u(4), {1, 2}, 2, 2, {1, 0}, {0, 1}, 15}}), {1, 2, 3, 4}) ==
        Words{0xff, 0xff, 0xff, 0x21, 0x43, 0xff});
  CHECK(beats_out(network_of({{kBipolar, {0, 2}, 2, 1, {0, 1}, {0, 0}, -1}}), {1, -1, 1, 1}) ==
        Words{0, 0, 1, 0, 1, 1});
}

TEST_CASE("pad: pixels stand between the map's own", "[pad][golden]") {
  CHECK(beats_out(network_of({{u(4), {2, 2}, 1, 1, {0, 1}, {0, 0}, 9, 2, 2, {1, 2}}}), {1, 2, 3, 4}) ==
        Words{9, 1, 9, 9, 2,    // a row of the map
              9, 9, 9, 9, 9,    // a padding row
              9, 3, 9, 9, 4});  // another row of the map
  CHECK(beats_out(network_of({{u(4), {0, 3}, 2, 2, {0, 0}, {0, 1}, 15, 2, 2, {0, 1}}}), {1, 2, 3, 4, 5, 6}) ==
        Words{0x21, 0xff, 0x43, 0xff, 0x65, 0xff});
}

TEST_CASE("pad: puts its value around the map, on each side as many pixels as stated", "[pad][golden]") {
  Pad pad;
  pad.before = {1, 2};
  pad.after = {2, 0};
  pad.value = -3;
  const Network network = one(pad, DataType::sint(4), {1, 2, 2});
  CHECK(network.streams.back().shape == Shape{4, 4, 2});
  CHECK(output(network, Tensor({1, 2, 2}, {1, 2, 3, 4})) == Values{-3, -3, -3, -3, -3, -3, -3, -3, -3, -3, -3,
                                                                   -3, 1,  2,  3,  4,  -3, -3, -3, -3, -3, -3,
                                                                   -3, -3, -3, -3, -3, -3, -3, -3, -3, -3});
}

TEST_CASE("pad: in one dimension, and of bipolar pixels", "[pad][golden]") {
  Pad pad;
  pad.before.width = 1;
  pad.after.width = 2;
  pad.value = 1;
  CHECK(output(one(pad, DataType::bipolar(), {2, 1}), Tensor({2, 1}, {-1, -1})) == Values{1, -1, -1, 1, 1});
}

TEST_CASE("pad: puts its value between pixels, too", "[pad][golden]") {
  Pad pad;
  pad.before = {0, 1};
  pad.between = {1, 2};
  pad.value = 9;
  CHECK(output({{DataType::uint(4), Tensor({2, 2, 1}, {1, 2, 3, 4})}}, pad) ==
        Values{9, 1, 9, 9, 2, 9, 9, 9, 9, 9, 9, 3, 9, 9, 4});
  pad.between = {0, 1};
  pad.before = {0, 0};
  CHECK(output({{DataType::uint(4), Tensor({2, 2}, {1, 2, 3, 4})}}, pad) == Values{1, 2, 9, 9, 3, 4});
}

TEST_CASE("pad: shapes and numbers", "[network][pad]") {
  const Pad pad = inferred(pad_of({2, 1}, {0, 3}, 2, -4), s(3), {3, 2, 6});
  CHECK(pad.padded() == Extent{5, 6});
  CHECK(pad.channel_folds() == 3);
  CHECK(pad.trip_count() == 90);
  CHECK(pad.input_bits() == 6);
  const Stream out = output_of(pad, s(3), {3, 2, 6}, 2);
  CHECK(out.shape == Shape{5, 6, 6});
  CHECK(out.element == s(3));
  CHECK(out.width_bits == 6);
  CHECK(out.beats_per_frame == 90);
  CHECK(output_of(pad_of({0, 2}, {0, 1}), u(1), {5, 3}, 1).shape == Shape{8, 3});
  CHECK(output_of(pad_of({0, 0}, {0, 0}), u(1), {5, 2, 3}, 1).shape == Shape{5, 2, 3});
}

TEST_CASE("pad: pixels between pixels", "[network][pad]") {
  Pad spread = pad_of({1, 0}, {0, 2});
  spread.between = {2, 1};
  CHECK(inferred(spread, u(3), {3, 2, 2}).padded() == Extent{1 + 3 + 4, 2 + 1 + 2});
  CHECK(inferred(spread, u(3), {3, 2, 2}).trip_count() == 80);
  CHECK(inferred(spread, u(3), {1, 1, 2}).padded() == Extent{2, 3});
  CHECK(output_of(spread, u(3), {3, 2, 2}, 1).shape == Shape{8, 5, 2});
  Pad line = pad_of({0, 0}, {0, 0});
  line.between = {0, 3};
  CHECK(output_of(line, u(1), {4, 2}, 1).shape == Shape{13, 2});
  for (const Extent& between : {Extent{-1, 0}, Extent{0, -1}}) {
    spread.between = between;
    refuses(spread, u(3), {3, 2, 2}, "between", "-1", "at least 0");
  }
  line.between = {1, 0};
  refuses(line, u(1), {4, 2}, "between", "rows", "none in one dimension");
}

TEST_CASE("pad: what it refuses", "[network][pad]") {
  const Shape map{4, 5, 4};
  refuses(pad_of({1, 1}, {1, 1}, 3), u(2), map, "simd", "3", "a divisor of the 4 channels");
  refuses(pad_of({-1, 0}, {0, 0}), u(2), map, "pads", "-1", "at least 0");
  refuses(pad_of({0, -2}, {0, 0}), u(2), map, "pads", "-2", "at least 0");
  refuses(pad_of({0, 0}, {-3, 0}), u(2), map, "pads", "-3", "at least 0");
  refuses(pad_of({0, 0}, {0, -4}), u(2), map, "pads", "-4", "at least 0");
  refuses(pad_of({1, 0}, {0, 0}), u(2), {5, 4}, "pads", "rows above or below", "none in one dimension");
  refuses(pad_of({0, 0}, {1, 0}), u(2), {5, 4}, "pads", "rows above or below", "none in one dimension");
  refuses(pad_of({1, 1}, {1, 1}, 1, 4), u(2), map, "value", "4", "a value of type uint2");
  refuses(pad_of({1, 1}, {1, 1}), DataType::bipolar(), map, "value", "0", "a value of type bipolar");
  refuses(pad_of({1, 1}, {1, 1}, 1, -2), DataType::ternary(), map, "value", "-2", "a value of type ternary");
  refuses(pad_of({1, 1}, {1, 1}), u(2), {4}, "", "a stream of shape [4]",
          "a feature map: [height, width, channels] or [width, channels]");
}

TEST_CASE("pad: its keys", "[scenario][pad]") {
  Draft draft;
  {
    const auto pad =
        draft.layer("{kind: pad, name: pad, pads: [1, 2, 0, 3], simd: 4, value: -1}", "int4").last<Pad>();
    CHECK(pad.before == Extent{1, 2});
    CHECK(pad.after == Extent{0, 3});
    CHECK(pad.value == -1);
    CHECK(draft.shape() == Shape{7, 10, 4});
  }
  {
    const auto pad = draft.layer("{kind: pad, name: pad, pads: 1, simd: 4}", "int4").last<Pad>();
    CHECK(pad.before == Extent{1, 1});
    CHECK(pad.after == Extent{1, 1});
  }
  {
    const auto pad = draft.row("{kind: pad, name: pad, pads: [0, 3], simd: 4}", "int4").last<Pad>();
    CHECK(pad.before == Extent{0, 0});
    CHECK(pad.after == Extent{0, 3});
  }
  CHECK(draft
            .layers("{type: uint4, shape: [12, 9, 4], elements_per_beat: 4}",
                    {"  - {kind: pad, pads: 0, between: [1, 2], simd: 4}"})
            .shape() == Shape{23, 25, 4});
  CHECK(draft
            .layers("{type: uint4, shape: [6, 4], elements_per_beat: 4}",
                    {"  - {kind: pad, pads: 0, between: 2, simd: 4}"})
            .shape() == Shape{16, 4});

  draft.layer("{kind: pad, pads: [1, 1], simd: 4}", "int4")
      .rejected(7, "pads", "2 numbers", "[top, left, bottom, right]");
  draft.row("{kind: pad, pads: [1, 1, 1, 1], simd: 4}").rejected(7, "pads", "4 numbers", "[left, right]");
  draft.layer("{kind: pad, pads: -1, simd: 4}", "int4").rejected(7, "pads", "-1", "from 0");
  draft.layer("{kind: pad, pads: 1, simd: 4, value: 8}", "int4").rejected(7, "value", "8", "int4");
  draft.row("{kind: pad, pads: 1, simd: 4}").rejected(7, "pads", "padding with 0", "value: -1");
  draft.layer("{kind: pad, name: p, pads: 1048576, simd: 4}", "int4")
      .rejected(7, "p_out", "[2097158, 2097157, 4]", "1073741824");
  draft.joined("{kind: pad, from: [branch, b], pads: 1, simd: 4}")
      .rejected(8, "from", "2 streams", "one, for a pad");
  draft.layer("{kind: pad, pads: 0, between: -1, simd: 4}").rejected(7, "between", "-1", "from 0");
  draft.layer("{kind: pad, pads: 0, between: [1], simd: 4}")
      .rejected(7, "between", "1 numbers", "[height, width]");
  draft.joined("{kind: pad, from: branch, pads: 0, between: [1, 1], simd: 4}")
      .rejected(8, "between", "rows", "one dimension");
}

TEST_CASE("pad: latency is 1, and every cycle issues", "[pad][rtl]") { bench().check_full_rate(); }

TEST_CASE("pad: a frame's last margin comes out though nothing of the next arrives", "[pad][rtl]") {
  const Network& network = bench().network();
  const Trace rtl = bench().rtl(at_sources(network, Pattern::one_in(50)));
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

}  // namespace weir::tests::pad_test

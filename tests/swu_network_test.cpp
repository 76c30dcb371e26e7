// `swu` in networks and scenarios: its values by hand, shapes, numbers, keys, and its errors.
#include <catch2/catch.hpp>
#include <numeric>

#include "tests/golden_rig.hpp"
#include "tests/network_rig.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::swu_network_test {

namespace {

// Pixels 0, 1, 2, .. row by row, each with its channels in order.
Tensor counting(const Shape& shape) {
  Tensor tensor(shape);
  std::iota(tensor.values.begin(), tensor.values.end(), 0);
  return tensor;
}

Swu swu_of(const Extent& kernel, const Extent& stride, const Extent& dilation, std::int64_t simd = 1,
           bool depthwise = false) {
  Swu swu;
  swu.kernel = kernel;
  swu.stride = stride;
  swu.dilation = dilation;
  swu.simd = simd;
  swu.depthwise = depthwise;
  return swu;
}

Swu side_by_side(const Extent& kernel, const Extent& stride, std::int64_t simd, std::int64_t mmv) {
  Swu swu = swu_of(kernel, stride, {1, 1}, simd);
  swu.mmv = mmv;
  return swu;
}

}  // namespace

TEST_CASE("swu: gives each window's positions row by row", "[swu][golden]") {
  // 0 1 2 / 3 4 5 / 6 7 8
  const Network network = one(swu_of({2, 2}, {1, 1}, {1, 1}, 1), DataType::uint(8), {3, 3, 1});
  CHECK(network.streams.back().shape == Shape{2, 2, 4});
  CHECK(output(network, counting({3, 3, 1})) == Values{0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8});
}

TEST_CASE("swu: keeps a pixel's channels together, in depthwise order a fold's", "[swu][golden]") {
  // Pixels of 4 channels: 0123 4567 89ab.
  const Tensor frame = counting({1, 3, 4});
  CHECK(output(one(swu_of({1, 2}, {1, 1}, {1, 1}, 2), DataType::uint(8), {1, 3, 4}, 2), frame) ==
        Values{0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11});
  const Network depthwise = one(swu_of({1, 2}, {1, 1}, {1, 1}, 2, true), DataType::uint(8), {1, 3, 4}, 2);
  CHECK(depthwise.streams.back().shape == Shape{1, 2, 2, 2, 2});
  CHECK(output(depthwise, frame) == Values{0, 1, 4, 5, 2, 3, 6, 7, 4, 5, 8, 9, 6, 7, 10, 11});
  Swu parallel = swu_of({1, 2}, {1, 1}, {1, 1}, 2, true);
  parallel.parallel_window = true;
  CHECK(output(one(parallel, DataType::uint(8), {1, 3, 4}, 2), frame) == output(depthwise, frame));
}

TEST_CASE("swu: strides and dilates each direction on its own", "[swu][golden]") {
  // 0 .. 4 / 5 .. 9 / .. / 20 .. 24; a row of windows every 2 rows, positions two columns apart.
  const Network network = one(swu_of({2, 2}, {2, 1}, {1, 3}, 1), DataType::uint(8), {5, 5, 1});
  CHECK(output(network, counting({5, 5, 1})) ==
        Values{0, 3, 5, 8, 1, 4, 6, 9, 10, 13, 15, 18, 11, 14, 16, 19});
  CHECK(output(one(swu_of({1, 1}, {4, 2}, {1, 1}, 1), DataType::uint(8), {5, 3, 1}), counting({5, 3, 1})) ==
        Values{0, 2, 12, 14});
}

TEST_CASE("swu: in one dimension", "[swu][golden]") {
  const Network network = one(swu_of({1, 2}, {1, 2}, {1, 2}, 1), DataType::uint(8), {5, 2});
  CHECK(network.streams.back().shape == Shape{2, 4});
  CHECK(output(network, counting({5, 2})) == Values{0, 1, 4, 5, 4, 5, 8, 9});
}

TEST_CASE("swu: gives windows side by side, and mvtu multiplies each", "[swu][mvtu][golden]") {
  // Pixels of two channels, 0 1, 2 3, .. 8 9; four windows of two pixels.
  Tensor map({1, 5, 2});
  for (std::size_t i = 0; i < 10; ++i) map.values[i] = static_cast<std::int64_t>(i);
  const auto network = [](std::int64_t mmv, std::int64_t simd, Shape* windows) {
    NetworkBuilder builder("n");
    builder.input("input", DataType::uint(4), {1, 5, 2}, 2);
    Swu swu;
    swu.kernel = {1, 2};
    swu.simd = simd;
    swu.mmv = mmv;
    builder.add("swu", swu);
    *windows = builder.tail().shape;
    Mvtu mvtu;
    mvtu.rows = 2;
    mvtu.pe = 2;
    mvtu.simd = simd;
    mvtu.mmv = mmv;
    mvtu.weight = DataType::sint(5);
    mvtu.weights = Tensor({2, 4}, {1, 0, 0, 0, 1, 2, 4, 8});
    mvtu.accumulator.bits = 0;
    builder.add("mvtu", mvtu);
    return builder.finish();
  };
  Shape windows;
  const std::vector<Tensor> single = evaluate(network(1, 2, &windows), {map});
  CHECK(single.back().values == Values{0, 34, 2, 64, 4, 94, 6, 124});
  {
    const Network pairs = network(2, 2, &windows);
    CHECK(windows == Shape{1, 2, 2, 2, 2});
    const std::vector<Tensor> streams = evaluate(pairs, {map});
    CHECK(streams.at(static_cast<std::size_t>(pairs.find_stream("swu_out"))).values ==
          Values{0, 1, 2, 3, 2, 3, 4, 5, 4, 5, 6, 7, 6, 7, 8, 9});
    CHECK(streams.back() == single.back());
  }
  {
    const Network folded = network(2, 1, &windows);
    CHECK(windows == Shape{1, 2, 4, 2, 1});
    const std::vector<Tensor> streams = evaluate(folded, {map});
    CHECK(streams.at(static_cast<std::size_t>(folded.find_stream("swu_out"))).values ==
          Values{0, 2, 1, 3, 2, 4, 3, 5, 4, 6, 5, 7, 6, 8, 7, 9});
    CHECK(streams.back() == single.back());
  }
  CHECK(evaluate(network(4, 1, &windows), {map}).back() == single.back());
}

TEST_CASE("swu: what follows from its windows", "[network][swu]") {
  Swu swu = inferred(swu_of({3, 2}, {2, 3}, {1, 2}, 2), u(3), {5, 7, 4});
  CHECK(swu.windows() == Extent{2, 2});
  CHECK(swu.channel_folds() == 2);
  CHECK(swu.beats_in() == 70);
  CHECK(swu.beats_out() == 48);
  CHECK(swu.trip_count() == 70);
  CHECK(swu.window_pixels() == 17);  // two rows of 7, two columns, and the last pixel
  CHECK(swu.step_in_row() == 3);
  CHECK(swu.step_to_row() == 11);  // from (0, 3) to (2, 0)
  CHECK(swu.step_to_map() == 18);  // from (2, 3) to behind (4, 6)
  CHECK(swu.full_rate_pixels() == 17 + 18 + 2);
  CHECK(swu.buffer_pixels == 37);
  CHECK(swu.output() == u(3));
  CHECK(swu.input_bits() == 6);
  CHECK(swu.output_bits() == 6);

  // The longest step that is taken counts: here the one from a row of windows to the next.
  CHECK(inferred(swu_of({1, 1}, {4, 1}, {1, 1}), u(1), {6, 3, 1}).full_rate_pixels() == 1 + 10 + 2);
  CHECK(inferred(swu_of({1, 1}, {1, 1}, {1, 1}), u(1), {3, 3, 1}).full_rate_pixels() == 1 + 1 + 2);
  const Swu line = inferred(swu_of({1, 2}, {1, 3}, {1, 1}), u(1), {8, 1});
  CHECK(line.windows() == Extent{1, 3});
  CHECK(line.step_to_map() == 2);
  CHECK(line.full_rate_pixels() == 2 + 3 + 2);
  const Swu whole = inferred(swu_of({2, 3}, {9, 9}, {1, 1}), u(1), {2, 3, 1});
  CHECK(whole.windows() == Extent{1, 1});
  CHECK(whole.full_rate_pixels() == 6 + 6 + 2);

  swu.buffer_pixels = 17;
  check(swu);
  CHECK(swu.buffer_pixels == 17);
}

TEST_CASE("swu: a border that no window reaches is remarked", "[network][swu]") {
  const auto remark = [](const Swu& swu, const Shape& shape) {
    return one(swu, u(2), shape).layers.back().remark();
  };
  CHECK(remark(swu_of({3, 3}, {2, 2}, {1, 1}), {8, 7, 1}) ==
        "drops the last row of 8 x 7, which no window of 3 x 3 reaches");
  CHECK(remark(swu_of({3, 2}, {1, 2}, {1, 2}), {8, 6, 1}) ==
        "drops the last column of 8 x 6, which no window of 3 x 2 reaches");
  CHECK(remark(swu_of({3, 3}, {1, 1}, {1, 1}), {8, 7, 1}) == "");
  CHECK(remark(swu_of({1, 1}, {2, 2}, {1, 1}), {8, 8, 1}) == "");  // as between the windows
}

TEST_CASE("swu: the stream of windows, in each order", "[network][swu]") {
  Swu swu = swu_of({3, 2}, {2, 3}, {1, 2}, 2);
  const auto written = [&](const Shape& shape) { return output_of(swu, u(3), shape, 2); };
  CHECK(written({5, 7, 4}).shape == Shape{2, 2, 24});
  CHECK(written({5, 7, 4}).width_bits == 6);
  CHECK(written({5, 7, 4}).beats_per_frame == 48);
  swu.depthwise = true;
  CHECK(written({5, 7, 4}).shape == Shape{2, 2, 2, 6, 2});
  CHECK(written({5, 7, 4}).beats_per_frame == 48);
  swu.parallel_window = true;
  CHECK(written({5, 7, 4}).shape == Shape{2, 2, 2, 6, 2});
  CHECK(written({5, 7, 4}).width_bits == 36);
  CHECK(written({5, 7, 4}).beats_per_frame == 8);
  swu.depthwise = false;
  CHECK(written({5, 7, 2}).shape == Shape{2, 2, 12});
  CHECK(written({5, 7, 2}).width_bits == 36);
  CHECK(written({5, 7, 2}).beats_per_frame == 4);
  const Swu whole = inferred(swu, u(3), {5, 7, 2});
  CHECK(whole.buffer_pixels == 0);
  CHECK(whole.trip_count() == 35);
  swu = swu_of({1, 3}, {1, 2}, {1, 1}, 2);
  CHECK(written({7, 4}).shape == Shape{3, 12});
  swu.depthwise = true;
  CHECK(written({7, 4}).shape == Shape{3, 2, 3, 2});
}

TEST_CASE("swu: what it refuses", "[network][swu]") {
  const Shape map{4, 5, 4};
  for (const bool tall : {true, false}) {
    const Extent none = tall ? Extent{0, 1} : Extent{1, 0};
    refuses(swu_of(none, {1, 1}, {1, 1}), u(2), map, "kernel", "0", "at least 1");
    refuses(swu_of({1, 1}, none, {1, 1}), u(2), map, "stride", "0", "at least 1");
    refuses(swu_of({1, 1}, {1, 1}, none), u(2), map, "dilation", "0", "at least 1");
  }
  refuses(swu_of({3, 1}, {1, 1}, {2, 1}), u(2), map, "kernel", "3, spread over 5",
          "at most the map's height, 4");
  refuses(swu_of({1, 6}, {1, 1}, {1, 1}), u(2), map, "kernel", "6, spread over 6",
          "at most the map's width, 5");
  refuses(swu_of({2, 1}, {1, 1}, {1, 1}), u(2), {5, 4}, "kernel", "2, spread over 2",
          "at most the map's height, 1");
  refuses(swu_of({2, 2}, {1, 1}, {1, 1}, 3), u(2), map, "simd", "3", "a divisor of the 4 channels");
  refuses(swu_of({2, 2}, {1, 1}, {1, 1}, 0), u(2), map, "simd", "0", "a divisor of the 4 channels");
  refuses(swu_of({2, 2}, {1, 1}, {1, 1}), u(2), {4, 4, 4, 4}, "", "a stream of shape [4, 4, 4, 4]",
          "a feature map: [height, width, channels] or [width, channels]");

  Swu swu = swu_of({2, 2}, {1, 1}, {1, 1}, 2);
  swu.buffer_pixels = 6;
  refuses(swu, u(2), map, "buffer_pixels", "6", "at least 7, what a window spans");
  swu.buffer_pixels = -1;
  refuses(swu, u(2), map, "buffer_pixels", "-1", "at least 7, what a window spans");
  swu.buffer_pixels = 7;
  CHECK(inferred(swu, u(2), map).buffer_pixels == 7);
  swu.buffer_pixels = 1 << 23;
  CHECK(inferred(swu, u(2), map).buffer_pixels == 1 << 23);
  ++swu.buffer_pixels;
  refuses(swu, u(2), map, "buffer_pixels", "8388609", "at most 8388608");
  swu.buffer_pixels = 7;
  swu.parallel_window = true;
  swu.depthwise = true;
  refuses(swu, u(2), map, "buffer_pixels", "7", "none with a parallel window, whose buffer is the window");
  swu.depthwise = false;
  swu.buffer_pixels = 0;
  refuses(swu, u(2), map, "simd", "2 with a parallel window", "all 4 channels, or depthwise order");
}

TEST_CASE("swu: a stride is no longer than it takes to leave the map", "[network][swu]") {
  const Swu tall = inferred(swu_of({1, 3}, {1 << 20, 2}, {1, 2}), u(2), {4, 1000, 1});
  CHECK(tall.stride == Extent{4, 2});
  CHECK(tall.windows() == Extent{1, 498});
  CHECK(tall.beats_out() == std::int64_t{498} * 3);
  const Swu wide = inferred(swu_of({2, 2}, {3, 7}, {1, 1}), u(2), {5, 7, 1});
  CHECK(wide.stride == Extent{3, 6});
  CHECK(wide.windows() == Extent{2, 1});
}

TEST_CASE("swu: windows side by side, and the mvtu that takes them", "[network][swu][mvtu]") {
  NetworkBuilder builder("net");
  builder.input("in", u(2), {5, 7, 4}, 2);
  builder.add("swu", side_by_side({2, 2}, {1, 1}, 2, 3));
  CHECK(builder.tail().shape == Shape{4, 2, 8, 3, 2});
  CHECK(builder.tail().width_bits == 12);
  CHECK(builder.tail().beats_per_frame == 4 * 2 * 8);
  Mvtu mvtu = mvtu_of(5, 16, 5, 2);
  mvtu.mmv = 3;
  builder.add("mvtu", mvtu);
  const Network network = builder.finish();
  CHECK(stream(network, "mvtu_out").shape == Shape{4, 6, 5});
  CHECK(stream(network, "mvtu_out").width_bits == 3 * 5 * stream(network, "mvtu_out").element.bits);
  CHECK(layer(network, "mvtu").ideal_cycles() == 64);
  CHECK(layer(network, "swu").ideal_cycles() == 70);  // input beats
  const Swu& swu = std::get<Swu>(layer(network, "swu").params);
  CHECK(swu.groups() == Extent{4, 2});
  CHECK(swu.window_pixels() == 7 + 1 + 2 + 1);
  CHECK(swu.step_in_row() == 3);
  CHECK(swu.step_to_row() == 4);
  CHECK(swu.step_to_map() == 35 - 21 - 3);
  CHECK(swu.full_rate_pixels() == 11 + 11 + 2);

  // In one dimension, and with strides.
  NetworkBuilder line("net");
  line.input("in", u(2), {9, 1}, 1);
  line.add("swu", side_by_side({1, 3}, {1, 2}, 1, 2));
  CHECK(line.tail().shape == Shape{2, 3, 2, 1});
  mvtu = mvtu_of(2, 3, 2, 1);
  mvtu.mmv = 2;
  line.add("mvtu", mvtu);
  CHECK(line.tail().shape == Shape{4, 2});
}

TEST_CASE("swu: windows side by side that do not fit", "[network][swu]") {
  const auto windows = [](Swu swu) { one(swu, u(2), {4, 7, 2}); };
  rejected(
      [&] {
        windows(side_by_side({2, 2}, {1, 1}, 1, 4));
      },
      "mmv", "4", "a divisor of the 6 windows in a row");
  rejected([&] { windows(side_by_side({2, 2}, {1, 1}, 1, 0)); }, "mmv", "0", "1 to 64");
  rejected([&] { windows(side_by_side({2, 2}, {1, 1}, 1, 65)); }, "mmv", "65", "1 to 64");
  Swu depthwise = side_by_side({2, 2}, {1, 1}, 1, 2);
  depthwise.depthwise = true;
  rejected([&] { windows(depthwise); }, "mmv", "2", "1 in depthwise order or with a parallel window");
  Swu parallel = side_by_side({2, 2}, {1, 1}, 2, 2);
  parallel.parallel_window = true;
  rejected([&] { windows(parallel); }, "mmv", "2", "1 in depthwise order or with a parallel window");
}

TEST_CASE("swu: its keys", "[scenario][swu]") {
  Draft draft;
  {
    draft.layers("{type: int4, shape: [7, 10, 4], elements_per_beat: 4}",
                 {"  - {kind: swu, name: swu, kernel: [2, 3], stride: [1, 2], dilation: [2, 1], simd: 2, "
                  "buffer_pixels: 40}"});
    const auto swu = draft.last<Swu>();
    CHECK(swu.map.size == Extent{7, 10});
    CHECK(swu.kernel == Extent{2, 3});
    CHECK(swu.stride == Extent{1, 2});
    CHECK(swu.dilation == Extent{2, 1});
    CHECK(swu.buffer_pixels == 40);
    CHECK(draft.shape() == Shape{5, 4, 24});
  }
  {
    draft.layers("{type: int4, shape: [8, 7, 4], elements_per_beat: 4}",
                 {"  - {kind: swu, name: swu, kernel: 3, stride: 2, simd: 2, depthwise: true, "
                  "parallel_window: true}"});
    const auto swu = draft.last<Swu>();
    CHECK(swu.kernel == Extent{3, 3});
    CHECK(swu.stride == Extent{2, 2});
    CHECK(swu.dilation == Extent{1, 1});
    CHECK(swu.parallel_window);
  }
  {
    draft.layers("{type: int4, shape: [9, 4], elements_per_beat: 4}",
                 {"  - {kind: swu, name: swu, kernel: 2, stride: 3, simd: 4}"});
    const auto swu = draft.last<Swu>();
    CHECK(swu.kernel == Extent{1, 2});
    CHECK(swu.stride == Extent{1, 3});
    CHECK(draft.shape() == Shape{3, 8});
  }

  draft.layer("{kind: swu, kernel: [3], simd: 4}", "int4")
      .rejected(7, "kernel", "1 numbers", "[height, width]");
  draft.layer("{kind: swu, kernel: 0, simd: 4}", "int4").rejected(7, "kernel", "0", "from 1");
  draft.layer("{kind: swu, kernel: [2, 1048577], simd: 4}", "int4")
      .rejected(7, "kernel", "1048577", "to 1048576");
  draft.layer("{kind: swu, kernel: 6, simd: 4}", "int4")
      .rejected(7, "kernel", "6, spread over 6", "width, 5");
  draft.layer("{kind: swu, kernel: 3, dilation: 3, simd: 4}", "int4")
      .rejected(7, "kernel", "3, spread over 7", "height, 6");
  draft.layer("{kind: swu, kernel: 3, stride: -1, simd: 4}", "int4").rejected(7, "stride", "-1", "from 1");
  draft.layer("{kind: swu, kernel: 3, dilation: a, simd: 4}", "int4")
      .rejected(7, "dilation", "a", "an integer");
  draft.layer("{kind: swu, kernel: 3, simd: 3}", "int4")
      .rejected(7, "simd", "3", "a divisor of the 4 channels");
  draft.layer("{kind: swu, kernel: 3, simd: 2, parallel_window: true}", "int4")
      .rejected(7, "simd", "2 with", "all 4");
  draft.layer("{kind: swu, kernel: 3, simd: 2, buffer_pixels: 12}", "int4")
      .rejected(7, "buffer_pixels", "12", "at least 13");
  draft.layer("{kind: swu, kernel: 3, simd: 2, buffer_pixels: 0}", "int4")
      .rejected(7, "buffer_pixels", "0", "from 1");
  draft.layer("{kind: swu, kernel: 3, simd: 4, parallel_window: true, buffer_pixels: 13}", "int4")
      .rejected(7, "buffer_pixels", "13", "none with a parallel window");
  draft.row("{kind: swu, kernel: [2, 2], simd: 4}").rejected(7, "kernel", "2", "height, 1");
  draft.layers("{type: int4, shape: [6], elements_per_beat: 2}", {"  - {kind: swu, kernel: 1, simd: 1}"})
      .rejected(7, "layers", "[6]", "a feature map");
}

}  // namespace weir::tests::swu_network_test

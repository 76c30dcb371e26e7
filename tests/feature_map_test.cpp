// What the kinds that work on feature maps make of their input: shapes, numbers and refusals.
#include "network/layers/feature_map.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "network/error.hpp"
#include "network/network.hpp"

namespace {

using namespace weir;

DataType u(int bits) { return DataType::uint(bits); }
DataType s(int bits) { return DataType::sint(bits); }

void rejected(const std::function<void()>& act, const std::string& key, const std::string& found,
              const std::string& wanted) {
  try {
    act();
  } catch (const BadInput& error) {
    CHECK(error.key() == key);
    CHECK(error.found() == found);
    CHECK(error.wanted() == wanted);
    return;
  }
  FAIL("accepted, but wanted " << wanted);
}

// That a layer does not take a stream of that type and shape.
template <class Params>
void refuses(Params params, const DataType& element, const Shape& shape, const std::string& key,
             const std::string& found, const std::string& wanted) {
  INFO(Params::kKind << " on " << to_string(shape));
  rejected([&] { params.infer(element, shape, 0); }, key, found, wanted);
}

template <class Params>
Params inferred(Params params, const DataType& element, const Shape& shape) {
  params.infer(element, shape, 0);
  return params;
}

// The stream that the only layer of a network writes.
Stream output_of(const LayerParams& params, const DataType& element, const Shape& shape,
                 std::int64_t elements_per_beat) {
  NetworkBuilder builder("one");
  builder.input("in", element, shape, elements_per_beat);
  builder.add("layer", params);
  return builder.finish().streams.back();
}

Swu swu_of(const Extent& kernel, const Extent& stride, const Extent& dilation, std::int64_t simd = 1) {
  Swu swu;
  swu.kernel = kernel;
  swu.stride = stride;
  swu.dilation = dilation;
  swu.simd = simd;
  return swu;
}

Pad pad_of(const Extent& before, const Extent& after, std::int64_t simd = 1, std::int32_t value = 0) {
  Pad pad;
  pad.before = before;
  pad.after = after;
  pad.simd = simd;
  pad.value = value;
  return pad;
}

Maxpool maxpool_of(const Extent& kernel, std::int64_t pe = 1) {
  Maxpool maxpool;
  maxpool.kernel = kernel;
  maxpool.pe = pe;
  return maxpool;
}

Pool pool_of(Pool::Op op, bool global, std::int64_t pe, std::int64_t simd = 1) {
  Pool pool;
  pool.op = op;
  pool.global = global;
  pool.pe = pe;
  pool.simd = simd;
  return pool;
}

Pool average_of(const DataType& result, std::optional<int> shift, bool global, std::int64_t pe) {
  Pool pool = pool_of(Pool::Op::kAverage, global, pe);
  pool.result = result;
  pool.shift = shift;
  return pool;
}

Vvtu vvtu_of(std::int64_t pe, std::int64_t simd, const Tensor& weights) {
  Vvtu vvtu;
  vvtu.pe = pe;
  vvtu.simd = simd;
  vvtu.weight = s(3);
  vvtu.weights = weights;
  vvtu.accumulator = s(0);
  return vvtu;
}

}  // namespace

TEST_CASE("feature map: three extents, or two with a height of 1", "[network][feature_map]") {
  const FeatureMap map = FeatureMap::of({5, 7, 4});
  CHECK(map.size == Extent{5, 7});
  CHECK(map.channels == 4);
  CHECK(!map.one_dimensional);
  CHECK(map.pixels() == 35);
  CHECK(map.shape({2, 3}, {6, 1}) == Shape{2, 3, 6, 1});
  const FeatureMap line = FeatureMap::of({9, 2});
  CHECK(line.size == Extent{1, 9});
  CHECK(line.channels == 2);
  CHECK(line.one_dimensional);
  CHECK(line.pixels() == 9);
  CHECK(line.shape({1, 3}, {6}) == Shape{3, 6});
  for (const Shape& shape : {Shape{4}, Shape{1, 2, 3, 4}}) {
    rejected([&] { FeatureMap::of(shape); }, "", "a stream of shape " + to_string(shape),
             "a feature map: [height, width, channels] or [width, channels]");
  }
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

  // The longest step counts: here from a row of windows to the next; and only steps that are taken.
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

TEST_CASE("pool: shapes and numbers", "[network][pool]") {
  const Pool windows = inferred(pool_of(Pool::Op::kMax, false, 2, 3), s(3), {4, 5, 3, 6, 2});
  CHECK(windows.channels == 6);
  CHECK(windows.positions == 6);
  CHECK(windows.windows == 20);
  CHECK(windows.position_folds() == 2);
  CHECK(windows.groups() == 60);
  CHECK(windows.folds() == 1);
  CHECK(windows.trip_count() == 120);
  CHECK(windows.input_bits() == 18);
  const Stream out = output_of(windows, s(3), {4, 5, 3, 6, 2}, 6);
  CHECK(out.shape == Shape{4, 5, 6});
  CHECK(out.element == s(3));
  CHECK(out.width_bits == 6);
  CHECK(out.beats_per_frame == 60);

  const Pool global = inferred(pool_of(Pool::Op::kMax, true, 2), s(3), {4, 5, 6});
  CHECK(global.channels == 6);
  CHECK(global.positions == 20);
  CHECK(global.groups() == 1);
  CHECK(global.folds() == 3);
  CHECK(global.trip_count() == 60);
  CHECK(output_of(global, s(3), {4, 5, 6}, 2).shape == Shape{6});
  CHECK(output_of(global, s(3), {7, 6}, 2).beats_per_frame == 3);
}

TEST_CASE("pool: the types of sums and averages", "[network][pool]") {
  const auto sum = [](const DataType& element, std::int64_t positions) {
    return inferred(pool_of(Pool::Op::kAccumulate, true, 1), element, {positions, 1}).output();
  };
  CHECK(sum(u(4), 9) == u(8));  // 135
  CHECK(sum(u(4), 17) == u(8));
  CHECK(sum(u(4), 18) == u(9));
  CHECK(sum(s(4), 4) == s(6));  // -32
  CHECK(sum(s(4), 5) == s(7));
  CHECK(sum(DataType::binary(), 1) == u(1));
  CHECK(sum(DataType::ternary(), 4) == s(4));
  CHECK(sum(u(31), 1) == u(31));

  const auto shift = [](const DataType& element, std::int64_t positions, const DataType& result) {
    return inferred(average_of(result, {}, true, 1), element, {positions, 1}).shift;
  };
  CHECK(shift(u(4), 9, u(4)) == 4);  // 135 has 8 bits
  CHECK(shift(u(4), 17, u(4)) == 4);
  CHECK(shift(u(4), 18, u(4)) == 5);
  CHECK(shift(s(4), 9, s(4)) == 4);
  CHECK(shift(u(2), 4, u(8)) == 0);
  const Pool average = inferred(average_of(s(7), 2, true, 1), s(6), {5, 3});
  CHECK(average.output() == s(7));
  CHECK(average.shift == 2);
  CHECK(average.sum() == s(9));
}

TEST_CASE("mvtu: refuses windows in depthwise order", "[network][mvtu]") {
  Mvtu mvtu;
  mvtu.rows = 2;
  mvtu.weight = DataType::bipolar();
  refuses(mvtu, u(2), {3, 2, 6, 2}, "", "a stream of shape [3, 2, 6, 2]",
          "vectors or a feature map of them (windows in depthwise order go into a vvtu or a pool, and "
          "windows side by side into an mvtu of that mmv)");
}

TEST_CASE("pool: what it refuses", "[network][pool]") {
  using Op = Pool::Op;
  const Shape windows{3, 2, 6, 2};
  refuses(pool_of(Op::kMax, false, 1), u(2), {3, 2, 6}, "", "a stream of shape [3, 2, 6]",
          "windows in depthwise order (kind: swu, depthwise: true)");
  refuses(pool_of(Op::kMax, false, 1), u(2), windows, "pe", "1", "2, the simd of the swu before");
  refuses(pool_of(Op::kMax, false, 2, 4), u(2), windows, "simd", "4", "a divisor of the 6 positions");
  refuses(pool_of(Op::kMax, false, 2, 0), u(2), windows, "simd", "0", "a divisor of the 6 positions");
  refuses(pool_of(Op::kMax, true, 4), u(2), {3, 2, 6}, "pe", "4", "a divisor of the 6 channels");
  refuses(pool_of(Op::kMax, true, 2, 2), u(2), {3, 2, 6}, "simd", "2",
          "1 over a whole map, whose positions come one by one");
  for (const Op op : {Op::kAccumulate, Op::kAverage}) {
    refuses(pool_of(op, false, 2), DataType::bipolar(), windows, "op", "sums of bipolar values",
            "max, or values of another type");
    refuses(pool_of(op, true, 1), u(31), {2, 1}, "op", "sums up to 4294967294",
            "at most 2^31 - 1: fewer positions");
    refuses(pool_of(op, true, 1), s(32), {1, 1}, "op", "sums up to 2147483648",
            "at most 2^31 - 1: fewer positions");
  }
  refuses(average_of(u(4), 32, false, 2), u(4), windows, "shift", "32", "0 to 31");
  refuses(average_of(u(4), -1, false, 2), u(4), windows, "shift", "-1", "0 to 31");
  refuses(average_of(u(4), 1, false, 2), u(4), windows, "output", "uint4",
          "an integer type that holds averages from 0 to 45");
  refuses(average_of(u(8), 1, false, 2), s(4), windows, "output", "uint8",
          "an integer type that holds averages from -24 to 21");
  refuses(average_of(DataType::ternary(), 6, false, 2), u(4), windows, "output", "ternary",
          "an integer type that holds averages from 0 to 1");
  refuses(average_of(DataType::bipolar(), 6, false, 2), u(4), windows, "output", "bipolar",
          "an integer type that holds averages from 0 to 1");
}

TEST_CASE("vvtu: shapes and numbers", "[network][vvtu]") {
  const Vvtu given = vvtu_of(2, 3, Tensor({6, 6}));
  const Vvtu vvtu = inferred(given, u(3), {4, 5, 3, 6, 2});
  CHECK(vvtu.channels == 6);
  CHECK(vvtu.kernel == 6);
  CHECK(vvtu.vectors == 20);
  CHECK(vvtu.channel_folds() == 3);
  CHECK(vvtu.kernel_folds() == 2);
  CHECK(vvtu.trip_count() == 120);
  CHECK(vvtu.input_bits() == 18);
  CHECK(vvtu.accumulator == s(9));  // 6 * 7 * -4 = -168
  const Stream out = output_of(given, u(3), {4, 5, 3, 6, 2}, 6);
  CHECK(out.shape == Shape{4, 5, 6});
  CHECK(out.element == s(9));
  CHECK(out.width_bits == 18);
  CHECK(out.beats_per_frame == 60);

  Vvtu activated = given;
  activated.thresholds = Thresholds{Tensor({1, 3}, {-500, 0, 500}), u(2)};  // one row for all channels
  const Vvtu all = inferred(activated, u(3), {4, 5, 3, 6, 2});
  CHECK(all.output() == u(2));
  CHECK(all.output_bits() == 4);
  CHECK(all.thresholds->values.shape == Shape{6, 3});
  CHECK(all.thresholds->values.row(5)[0] == -256);  // clamped, which changes no comparison
  CHECK(all.thresholds->values.row(5)[2] == 256);
}

TEST_CASE("vvtu: what it refuses", "[network][vvtu]") {
  const Shape windows{3, 2, 6, 2};
  const Tensor zeros({4, 6});
  refuses(vvtu_of(2, 1, zeros), u(3), {3, 2, 6}, "", "a stream of shape [3, 2, 6]",
          "windows in depthwise order (kind: swu, depthwise: true)");
  refuses(vvtu_of(4, 1, zeros), u(3), windows, "pe", "4", "2, the simd of the swu before");
  refuses(vvtu_of(2, 4, zeros), u(3), windows, "simd", "4", "a divisor of the kernel's 6 positions");
  refuses(vvtu_of(2, 0, zeros), u(3), windows, "simd", "0", "a divisor of the kernel's 6 positions");
  refuses(vvtu_of(2, 1, Tensor({6, 4})), u(3), windows, "weights", "a tensor of shape [6, 4]",
          "shape [4, 6]");
  Tensor wide = zeros;
  wide.values[7] = 4;
  refuses(vvtu_of(2, 1, wide), u(3), windows, "weights", "4 in row 1, column 1", "values of type int3");
  Tensor large = zeros;
  for (std::int32_t& value : large.values) value = -4;
  Vvtu narrow = vvtu_of(2, 1, large);
  narrow.accumulator = s(8);
  refuses(narrow, u(3), windows, "accumulator", "int8", "int9 or wider, for sums from -168 to 0");
  refuses(vvtu_of(2, 1, zeros), s(30), windows, "accumulator", "int35",
          "at most 32 bits: narrower operands or fewer columns");
  Vvtu activated = vvtu_of(2, 1, zeros);
  activated.thresholds = Thresholds{Tensor({3, 1}), u(1)};
  refuses(activated, u(3), windows, "thresholds", "3 channels", "4, as the layer has");
}

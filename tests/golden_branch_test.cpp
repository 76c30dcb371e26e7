// The reference of the layers that branch, join and resample, against values computed by hand.
#include <catch2/catch.hpp>
#include <utility>

#include "golden/golden.hpp"

namespace {

using namespace weir;
using Values = std::vector<std::int32_t>;

struct Input {
  DataType element;
  Tensor frame;
};

// What each output of a layer holds that reads all of the inputs, each of which comes an element a beat.
std::vector<Values> outputs(const std::vector<Input>& inputs, LayerParams layer) {
  NetworkBuilder builder("n");
  std::vector<std::string> names;
  std::vector<Tensor> frames;
  for (const Input& input : inputs) {
    names.push_back("in" + std::to_string(names.size()));
    frames.push_back(input.frame);
    builder.input(names.back(), input.element, input.frame.shape, 1);
  }
  builder.add("layer", std::move(layer), names);
  const Network network = builder.finish();
  const std::vector<Tensor> streams = evaluate(network, frames);
  std::vector<Values> found;
  for (const int stream : network.layers.back().outputs) {
    const auto index = static_cast<std::size_t>(stream);
    CHECK(streams[index].shape == network.streams[index].shape);
    found.push_back(streams[index].values);
  }
  return found;
}

Values output(const std::vector<Input>& inputs, LayerParams layer) {
  const std::vector<Values> found = outputs(inputs, std::move(layer));
  REQUIRE(found.size() == 1);
  return found[0];
}

}  // namespace

TEST_CASE("golden: fork gives its input to each output", "[golden][fork]") {
  Fork fork;
  fork.copies = 3;
  CHECK(outputs({{DataType::sint(3), Tensor({3}, {-4, 0, 3})}}, fork) ==
        std::vector<Values>(3, Values{-4, 0, 3}));
}

TEST_CASE("golden: eltwise adds, subtracts, multiplies and takes distances", "[golden][eltwise]") {
  const auto of = [](Eltwise::Op op) {
    Eltwise eltwise;
    eltwise.op = op;
    return output({{DataType::sint(4), Tensor({2, 2}, {-8, 7, -1, 3})},
                   {DataType::uint(4), Tensor({2, 2}, {15, 15, 0, 3})}},
                  eltwise);
  };
  CHECK(of(Eltwise::Op::kAdd) == Values{7, 22, -1, 6});
  CHECK(of(Eltwise::Op::kSubtract) == Values{-23, -8, -1, 0});
  CHECK(of(Eltwise::Op::kAbsoluteDifference) == Values{23, 8, 1, 0});
  CHECK(of(Eltwise::Op::kMultiply) == Values{-120, 105, 0, 9});
}

TEST_CASE("golden: eltwise at the ends of 32 bits", "[golden][eltwise]") {
  const auto of = [](Eltwise::Op op, const DataType& type, const Values& a, const Values& b) {
    Eltwise eltwise;
    eltwise.op = op;
    return output({{type, Tensor({1}, a)}, {type, Tensor({1}, b)}}, eltwise);
  };
  CHECK(of(Eltwise::Op::kAdd, DataType::sint(31), {-1073741824}, {-1073741824}) == Values{INT32_MIN});
  CHECK(of(Eltwise::Op::kAbsoluteDifference, DataType::sint(31), {-1073741824}, {1073741823}) ==
        Values{INT32_MAX});
}

TEST_CASE("golden: concat puts the channels of each pixel one after another", "[golden][concat]") {
  CHECK(output({{DataType::uint(4), Tensor({2, 1, 2}, {1, 2, 3, 4})},
                {DataType::uint(4), Tensor({2, 1, 1}, {5, 6})},
                {DataType::uint(4), Tensor({2, 1, 3}, {7, 8, 9, 10, 11, 12})}},
               Concat{}) == Values{1, 2, 5, 7, 8, 9, 3, 4, 6, 10, 11, 12});
}

TEST_CASE("golden: split parts the channels of each pixel, concat's opposite", "[golden][split]") {
  Split split;
  split.channels = {2, 1, 3};
  CHECK(outputs({{DataType::uint(4), Tensor({2, 6}, {1, 2, 5, 7, 8, 9, 3, 4, 6, 10, 11, 12})}}, split) ==
        std::vector<Values>{{1, 2, 3, 4}, {5, 6}, {7, 8, 9, 10, 11, 12}});
}

TEST_CASE("golden: channelwise has a parameter for each channel", "[golden][channelwise]") {
  const auto of = [](Channelwise::Op op) {
    Channelwise channelwise;
    channelwise.op = op;
    channelwise.parameter = DataType::sint(4);
    channelwise.parameters = Tensor({3}, {-8, 0, 7});
    return output({{DataType::sint(4), Tensor({2, 3}, {-8, 0, 6, 7, -1, 7})}}, channelwise);
  };
  CHECK(of(Channelwise::Op::kAdd) == Values{-16, 0, 13, -1, -1, 14});
  CHECK(of(Channelwise::Op::kMultiply) == Values{64, 0, 42, -56, 0, 49});
  CHECK(of(Channelwise::Op::kCompare) == Values{1, 1, 0, 1, 0, 1});
}

TEST_CASE("golden: upsample repeats pixels and rows, each direction on its own", "[golden][upsample]") {
  Upsample upsample;
  upsample.scale = {2, 3};
  CHECK(output({{DataType::uint(4), Tensor({2, 1, 2}, {1, 2, 3, 4})}}, upsample) ==
        Values{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4});
  upsample.scale = {1, 2};
  CHECK(output({{DataType::uint(4), Tensor({2, 2}, {1, 2, 3, 4})}}, upsample) ==
        Values{1, 2, 1, 2, 3, 4, 3, 4});
}

TEST_CASE("golden: downsample keeps the first pixel of each stride, also where the last is cut short",
          "[golden][downsample]") {
  Downsample downsample;
  downsample.stride = {2, 3};
  // 0 .. 4 / 5 .. 9 / 10 .. 14
  Tensor map({3, 5, 1});
  for (std::size_t i = 0; i < 15; ++i) map.values[i] = static_cast<std::int32_t>(i);
  CHECK(output({{DataType::uint(4), map}}, downsample) == Values{0, 3, 10, 13});
  downsample.stride = {1, 2};
  CHECK(output({{DataType::uint(4), Tensor({3, 2}, {1, 2, 3, 4, 5, 6})}}, downsample) == Values{1, 2, 5, 6});
}

TEST_CASE("golden: lookup gives the row of each index", "[golden][lookup]") {
  Lookup lookup;
  lookup.entry = DataType::sint(4);
  lookup.table = Tensor({4, 2}, {0, 1, -2, 3, 4, -5, 6, 7});
  CHECK(output({{DataType::uint(2), Tensor({3}, {3, 0, 1})}}, lookup) == Values{6, 7, 0, 1, -2, 3});
  CHECK(output({{DataType::uint(2), Tensor({2, 1}, {2, 2})}}, lookup) == Values{4, -5, 4, -5});
}

TEST_CASE("golden: normalize rounds half up, and leaves a vector of zeros alone", "[golden][normalize]") {
  const auto of = [](const DataType& result, const Values& values) {
    Normalize normalize;
    normalize.result = result;
    return output({{DataType::uint(4), Tensor({2, 2}, values)}}, normalize);
  };
  CHECK(of(DataType::uint(2), {0, 1, 2, 6}) == Values{0, 1, 1, 3});  // 0, 0.5, 1, 3
  CHECK(of(DataType::uint(8), {15, 7, 1, 0}) == Values{255, 119, 17, 0});
  CHECK(of(DataType::uint(8), {0, 0, 0, 0}) == Values{0, 0, 0, 0});
  CHECK(of(DataType::binary(), {9, 5, 4, 0}) == Values{1, 1, 0, 0});
}

TEST_CASE("golden: tmr_check votes, and tells once a frame what differed", "[golden][tmr_check]") {
  TmrCheck tmr_check;
  tmr_check.triplets = {1};
  const auto of = [&](const Values& frame) {
    return outputs({{DataType::uint(2), Tensor({2, 5}, frame)}}, tmr_check);
  };
  CHECK(of({0, 1, 1, 1, 2, 3, 2, 2, 2, 1}) == std::vector<Values>{{0, 1, 2, 3, 2, 1}, {0}});
  CHECK(of({0, 1, 1, 1, 2, 3, 0, 2, 2, 1}) == std::vector<Values>{{0, 1, 2, 3, 2, 1}, {1}});
  CHECK(of({0, 1, 0, 1, 2, 3, 2, 2, 0, 1}) == std::vector<Values>{{0, 1, 2, 3, 2, 1}, {1}});
  CHECK(of({0, 3, 1, 2, 2, 3, 2, 2, 2, 1}) == std::vector<Values>{{0, 3, 2, 3, 2, 1}, {2}});
  CHECK(of({0, 3, 1, 2, 2, 3, 2, 1, 2, 1}) == std::vector<Values>{{0, 3, 2, 3, 2, 1}, {3}});
  tmr_check.triplets = {0, 3};
  CHECK(outputs({{DataType::uint(2), Tensor({1, 6}, {1, 2, 2, 0, 0, 3})}}, tmr_check) ==
        std::vector<Values>{{2, 0}, {1}});
}

TEST_CASE("golden: mem passes its input", "[golden][mem]") {
  Mem mem;
  mem.latency = 9;
  CHECK(output({{DataType::sint(3), Tensor({3}, {-4, 0, 3})}}, mem) == Values{-4, 0, 3});
}

TEST_CASE("golden: pad puts its value between pixels, too", "[golden][pad]") {
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

TEST_CASE("golden: swu gives windows side by side, and mvtu multiplies each", "[golden][swu][mvtu]") {
  // Pixels of two channels, 0 1, 2 3, .. 8 9; four windows of two pixels.
  Tensor map({1, 5, 2});
  for (std::size_t i = 0; i < 10; ++i) map.values[i] = static_cast<std::int32_t>(i);
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

TEST_CASE("golden: mvtu takes vectors side by side as they come", "[golden][mvtu]") {
  Mvtu mvtu;
  mvtu.rows = 1;
  mvtu.simd = 2;
  mvtu.mmv = 2;
  mvtu.weight = DataType::sint(3);
  mvtu.weights = Tensor({1, 2}, {1, -2});
  mvtu.accumulator.bits = 0;
  CHECK(output({{DataType::uint(3), Tensor({4, 2}, {1, 2, 3, 4, 5, 6, 7, 0})}}, mvtu) ==
        Values{-3, -5, -7, 7});
}

TEST_CASE("golden: a batch of frames of a layer with several inputs and outputs", "[golden]") {
  NetworkBuilder builder("n");
  builder.input("a", DataType::uint(3), {2, 3}, 3);
  builder.input("b", DataType::uint(3), {2, 3}, 3);
  builder.add("joined", Concat{}, {"a", "b"});
  Split split;
  split.channels = {1, 5};
  builder.add("parted", split);
  const Network network = builder.finish();
  const Golden golden(network);
  std::vector<std::vector<Tensor>> frames;
  for (std::int32_t f = 0; f < 3; ++f) {
    frames.push_back({Tensor({2, 3}, {f, 1, 2, 3, 4, 5}), Tensor({2, 3}, {5, 4, 3, 2, 1, f})});
  }
  const auto all = golden.evaluate_batch(frames);
  REQUIRE(all.size() == 3);
  for (std::size_t f = 0; f < 3; ++f) CHECK(all[f] == golden.evaluate(frames[f]));
  CHECK(all[2][static_cast<std::size_t>(network.find_stream("parted_out1"))].values ==
        Values{1, 2, 5, 4, 3, 4, 5, 2, 1, 2});
}

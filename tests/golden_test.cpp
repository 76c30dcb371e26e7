// The reference against values computed by hand, and against a real network. (Layers that branch, join and
// resample: golden_branch_test.cpp.)
// golden_branch_test.cpp.
#include "golden/golden.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <utility>

#include "network/scenario.hpp"

namespace {

using namespace weir;
using Values = std::vector<std::int32_t>;

// What the network's first output holds for one frame.
Values output(const Network& network, const Tensor& frame) {
  return evaluate(network, {frame}).at(static_cast<std::size_t>(network.outputs.at(0))).values;
}

Network of(const DataType& input, const Shape& shape, std::int64_t elements_per_beat, LayerParams layer) {
  NetworkBuilder builder("n");
  builder.input("input", input, shape, elements_per_beat);
  builder.add("layer", std::move(layer));
  return builder.finish();
}

Mvtu mvtu(const DataType& weight, const Tensor& weights, std::int64_t pe, std::int64_t simd) {
  Mvtu layer;
  layer.rows = weights.shape[0];
  layer.pe = pe;
  layer.simd = simd;
  layer.weight = weight;
  layer.weights = weights;
  layer.accumulator.bits = 0;
  return layer;
}

// Pixels 0, 1, 2, .. row by row, each with its channels in order.
Tensor counting(const Shape& shape) {
  Tensor tensor(shape);
  std::iota(tensor.values.begin(), tensor.values.end(), 0);
  return tensor;
}

Swu swu(const Extent& kernel, const Extent& stride, const Extent& dilation, std::int64_t simd,
        bool depthwise) {
  Swu layer;
  layer.kernel = kernel;
  layer.stride = stride;
  layer.dilation = dilation;
  layer.simd = simd;
  layer.depthwise = depthwise;
  return layer;
}

std::string data_folder() {
  const char* folder = std::getenv("WEIR_DATA");
  return folder != nullptr ? folder : "../shared/data";
}

}  // namespace

TEST_CASE("golden: mvtu gives the sums of products of each vector", "[golden][mvtu]") {
  const Tensor weights({2, 3}, {1, -2, 3, 0, 1, -4});
  const Network network = of(DataType::uint(4), {2, 3}, 3, mvtu(DataType::sint(4), weights, 1, 3));
  CHECK(output(network, Tensor({2, 3}, {1, 2, 3, 15, 0, 1})) == Values{6, -10, 18, -4});
}

TEST_CASE("golden: mvtu does not depend on the folding, nor on streaming the weights", "[golden][mvtu]") {
  Tensor weights({4, 6});
  for (std::size_t i = 0; i < 24; ++i) weights.values[i] = static_cast<int>(i * 7 % 15) - 7;
  const Tensor frame({6}, {-3, 1, 0, 2, 3, -4});
  const Values wanted = output(of(DataType::sint(3), {6}, 6, mvtu(DataType::sint(4), weights, 4, 6)), frame);
  for (const std::int64_t pe : {1, 2, 4}) {
    for (const std::int64_t simd : {1, 2, 3, 6}) {
      Mvtu layer = mvtu(DataType::sint(4), weights, pe, simd);
      CHECK(output(of(DataType::sint(3), {6}, 2, layer), frame) == wanted);
      layer.weights_streamed = true;
      CHECK(output(of(DataType::sint(3), {6}, 2, layer), frame) == wanted);
    }
  }
}

TEST_CASE("golden: mvtu thresholds hold at equality, in any order, and may repeat", "[golden][mvtu]") {
  Mvtu layer = mvtu(DataType::bipolar(), Tensor({3, 4}, {1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}), 1, 2);
  layer.thresholds = Thresholds{Tensor({3, 2}, {4, 3, 3, 2, -4, -4}), DataType::ternary()};
  const Network network = of(DataType::bipolar(), {4}, 4, layer);
  CHECK(output(network, Tensor({4}, {1, 1, 1, 1})) == Values{1, 0, 1});        // sums 4, 2, -4
  CHECK(output(network, Tensor({4}, {1, 1, 1, -1})) == Values{-1, 1, 1});      // 2, 4, -2
  CHECK(output(network, Tensor({4}, {-1, -1, -1, -1})) == Values{-1, -1, 1});  // -4, -2, 4
}

TEST_CASE("golden: threshold starts at the output type's least value", "[golden][threshold]") {
  const auto layer = [](const DataType& output, const Tensor& values) {
    Threshold threshold;
    threshold.thresholds = {values, output};
    return threshold;
  };
  const Tensor frame({2, 2}, {-2, -1, 0, 1});
  const Tensor values({2, 3}, {-2, 0, 1, -1, 1, 2});
  CHECK(output(of(DataType::sint(8), {2, 2}, 1, layer(DataType::uint(2), values)), frame) ==
        Values{1, 1, 2, 2});
  CHECK(output(of(DataType::sint(8), {2, 2}, 1, layer(DataType::sint(2), values)), frame) ==
        Values{-1, -1, 0, 0});
  const Tensor one({2, 1}, {-1, 1});
  CHECK(output(of(DataType::sint(8), {2, 2}, 1, layer(DataType::bipolar(), one)), frame) ==
        Values{-1, -1, 1, 1});
  CHECK(output(of(DataType::sint(8), {2, 2}, 1, layer(DataType::binary(), one)), frame) ==
        Values{0, 0, 1, 1});
}

TEST_CASE("golden: dwc passes the elements", "[golden][dwc]") {
  Dwc dwc;
  dwc.out_bits = 12;
  const Network network = of(DataType::uint(8), {3}, 1, dwc);
  CHECK(output(network, Tensor({3}, {1, 255, 0})) == Values{1, 255, 0});
}

TEST_CASE("golden: label_select: the lowest index wins ties, padding is not looked at",
          "[golden][label_select]") {
  const auto select = [](std::int64_t classes, std::int64_t k) {
    LabelSelect layer;
    layer.classes = classes;
    layer.k = k;
    return of(DataType::sint(4), {6}, 1, layer);
  };
  const Tensor frame({6}, {-3, 2, 1, 2, -8, 7});
  CHECK(output(select(5, 1), frame) == Values{1});
  CHECK(output(select(6, 1), frame) == Values{5});
  CHECK(output(select(5, 5), frame) == Values{1, 3, 2, 0, 4});
  CHECK(output(select(5, 1), Tensor({6}, {-8, -8, -8, -8, -8, -8})) == Values{0});
}

TEST_CASE("golden: swu gives each window's positions row by row", "[golden][swu]") {
  // 0 1 2 / 3 4 5 / 6 7 8
  const Network network = of(DataType::uint(8), {3, 3, 1}, 1, swu({2, 2}, {1, 1}, {1, 1}, 1, false));
  CHECK(network.streams.back().shape == Shape{2, 2, 4});
  CHECK(output(network, counting({3, 3, 1})) == Values{0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8});
}

TEST_CASE("golden: swu keeps a pixel's channels together, in depthwise order a fold's", "[golden][swu]") {
  // Pixels of 4 channels: 0123 4567 89ab.
  const Tensor frame = counting({1, 3, 4});
  CHECK(output(of(DataType::uint(8), {1, 3, 4}, 2, swu({1, 2}, {1, 1}, {1, 1}, 2, false)), frame) ==
        Values{0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11});
  const Network depthwise = of(DataType::uint(8), {1, 3, 4}, 2, swu({1, 2}, {1, 1}, {1, 1}, 2, true));
  CHECK(depthwise.streams.back().shape == Shape{1, 2, 2, 2, 2});
  CHECK(output(depthwise, frame) == Values{0, 1, 4, 5, 2, 3, 6, 7, 4, 5, 8, 9, 6, 7, 10, 11});
  Swu parallel = swu({1, 2}, {1, 1}, {1, 1}, 2, true);
  parallel.parallel_window = true;
  CHECK(output(of(DataType::uint(8), {1, 3, 4}, 2, parallel), frame) == output(depthwise, frame));
}

TEST_CASE("golden: swu strides and dilates each direction on its own", "[golden][swu]") {
  // 0 .. 4 / 5 .. 9 / .. / 20 .. 24; one row of windows every 2 rows, two columns apart inside.
  const Network network = of(DataType::uint(8), {5, 5, 1}, 1, swu({2, 2}, {2, 1}, {1, 3}, 1, false));
  CHECK(output(network, counting({5, 5, 1})) ==
        Values{0, 3, 5, 8, 1, 4, 6, 9, 10, 13, 15, 18, 11, 14, 16, 19});
  CHECK(output(of(DataType::uint(8), {5, 3, 1}, 1, swu({1, 1}, {4, 2}, {1, 1}, 1, false)),
               counting({5, 3, 1})) == Values{0, 2, 12, 14});
}

TEST_CASE("golden: swu in one dimension", "[golden][swu]") {
  const Network network = of(DataType::uint(8), {5, 2}, 1, swu({1, 2}, {1, 2}, {1, 2}, 1, false));
  CHECK(network.streams.back().shape == Shape{2, 4});
  CHECK(output(network, counting({5, 2})) == Values{0, 1, 4, 5, 4, 5, 8, 9});
}

TEST_CASE("golden: pad puts its value around the map, on each side as many pixels as stated",
          "[golden][pad]") {
  Pad pad;
  pad.before = {1, 2};
  pad.after = {2, 0};
  pad.value = -3;
  const Network network = of(DataType::sint(4), {1, 2, 2}, 1, pad);
  CHECK(network.streams.back().shape == Shape{4, 4, 2});
  CHECK(output(network, Tensor({1, 2, 2}, {1, 2, 3, 4})) == Values{-3, -3, -3, -3, -3, -3, -3, -3, -3, -3, -3,
                                                                   -3, 1,  2,  3,  4,  -3, -3, -3, -3, -3, -3,
                                                                   -3, -3, -3, -3, -3, -3, -3, -3, -3, -3});
}

TEST_CASE("golden: pad in one dimension, and of bipolar pixels", "[golden][pad]") {
  Pad pad;
  pad.before.width = 1;
  pad.after.width = 2;
  pad.value = 1;
  CHECK(output(of(DataType::bipolar(), {2, 1}, 1, pad), Tensor({2, 1}, {-1, -1})) == Values{1, -1, -1, 1, 1});
}

TEST_CASE("golden: maxpool takes each channel's largest and drops what fills no window",
          "[golden][maxpool]") {
  Maxpool pool;
  pool.kernel = {2, 2};
  // Channel 0 and 1 of 3 x 3 pixels; the last row and column are dropped.
  const Tensor frame({3, 3, 2}, {-8, 1, -5, 2, 7, 7, -6, -1, -7, 0, 7, 7, 7, 7, 7, 7, 7, 7});
  CHECK(output(of(DataType::sint(4), {3, 3, 2}, 2, pool), frame) == Values{-5, 2});
  const Tensor signs({2, 4, 1}, {-1, -1, -1, 1, -1, -1, -1, -1});
  CHECK(output(of(DataType::bipolar(), {2, 4, 1}, 1, pool), signs) == Values{-1, 1});
}

TEST_CASE("golden: maxpool in one dimension", "[golden][maxpool]") {
  Maxpool pool;
  pool.kernel = {1, 2};
  CHECK(output(of(DataType::uint(4), {5, 2}, 1, pool), Tensor({5, 2}, {1, 9, 3, 2, 0, 0, 5, 0, 9, 9})) ==
        Values{3, 9, 5, 0});
}

TEST_CASE("golden: pool takes the largest, the sum or the shifted sum of a window's positions",
          "[golden][pool]") {
  const auto windows = [](Pool::Op op, const DataType& element, const DataType& result,
                          std::optional<int> shift) {
    NetworkBuilder builder("n");
    builder.input("input", element, {3, 4}, 2);
    builder.add("swu", swu({1, 2}, {1, 1}, {1, 1}, 2, true));
    Pool pool;
    pool.op = op;
    pool.pe = 2;
    pool.result = result;
    pool.shift = shift;
    builder.add("pool", pool);
    return builder.finish();
  };
  const Tensor frame({3, 4}, {-4, 1, 3, 0, -3, 2, -1, 3, 2, -4, -4, -1});
  const DataType int3 = DataType::sint(3);
  CHECK(output(windows(Pool::Op::kMax, int3, {}, {}), frame) == Values{-3, 2, 3, 3, 2, 2, -1, 3});
  CHECK(output(windows(Pool::Op::kAccumulate, int3, {}, {}), frame) == Values{-7, 3, 2, 3, -1, -2, -5, 2});
  // -3.5, 1.5, 1, 1.5, -0.5, -1, -2.5, 1: towards minus infinity
  CHECK(output(windows(Pool::Op::kAverage, int3, int3, 1), frame) == Values{-4, 1, 1, 1, -1, -1, -3, 1});
  // The largest sum of two 3-bit values, 14, has 4 bits: 1 more than the output.
  CHECK(output(windows(Pool::Op::kAverage, int3, int3, {}), frame) ==
        output(windows(Pool::Op::kAverage, int3, int3, 1), frame));
}

TEST_CASE("golden: pool over a whole map", "[golden][pool]") {
  const auto whole = [](Pool::Op op) {
    Pool pool;
    pool.op = op;
    pool.global = true;
    pool.result = DataType::uint(2);
    return of(DataType::uint(2), {2, 2, 3}, 3, pool);
  };
  const Tensor frame({2, 2, 3}, {0, 1, 3, 0, 2, 3, 1, 2, 3, 0, 0, 3});
  CHECK(output(whole(Pool::Op::kMax), frame) == Values{1, 2, 3});
  CHECK(output(whole(Pool::Op::kAccumulate), frame) == Values{1, 5, 12});
  CHECK(output(whole(Pool::Op::kAverage), frame) == Values{0, 1, 3});  // 12 has 4 bits: shifted by 2
}

TEST_CASE("golden: vvtu multiplies each channel's window by that channel's weights", "[golden][vvtu]") {
  const auto depthwise = [](std::int64_t pe, bool parallel, std::optional<Thresholds> thresholds) {
    NetworkBuilder builder("n");
    builder.input("input", DataType::sint(4), {3, 4}, 2);
    Swu window = swu({1, 2}, {1, 1}, {1, 1}, pe, true);
    window.parallel_window = parallel;
    builder.add("swu", window);
    Vvtu vvtu;
    vvtu.pe = pe;
    vvtu.simd = parallel ? 2 : 1;
    vvtu.weight = DataType::sint(3);
    vvtu.accumulator.bits = 0;
    vvtu.weights = Tensor({4, 2}, {1, 0, 0, 1, 2, -1, -4, 3});
    vvtu.thresholds = std::move(thresholds);
    builder.add("vvtu", vvtu);
    return builder.finish();
  };
  const Tensor frame({3, 4}, {1, 2, 3, 4, 5, 6, 7, -8, -1, -2, -3, 0});
  const Values wanted{1, 6, -1, -40, 5, -2, 17, 32};
  for (const std::int64_t pe : {1, 2, 4}) {
    CHECK(output(depthwise(pe, false, {}), frame) == wanted);
    CHECK(output(depthwise(pe, true, {}), frame) == wanted);
  }
  const Thresholds signs{Tensor({4, 1}, {5, 6, -1, 33}), DataType::bipolar()};
  CHECK(output(depthwise(2, false, signs), frame) == Values{-1, 1, 1, -1, 1, -1, 1, -1});
}

TEST_CASE("golden: memstream gives its contents once a pass", "[golden][memstream]") {
  Mvtu layer = mvtu(DataType::sint(4), Tensor({2, 2}, {1, 2, 3, 4}), 2, 1);
  layer.weights_streamed = true;
  const Network network = of(DataType::uint(2), {2, 2}, 1, layer);
  const auto streams = evaluate(network, {Tensor({2, 2}, {0, 1, 2, 3})});
  const auto weights = static_cast<std::size_t>(network.find_stream("layer_weights_out"));
  CHECK(streams[weights].values == Values{1, 3, 2, 4, 1, 3, 2, 4});
}

TEST_CASE("golden: a batch gives what single frames give, on every stream", "[golden]") {
  Mvtu layer = mvtu(DataType::sint(3), Tensor({2, 3}, {1, -2, 3, 0, 1, -4}), 1, 3);
  layer.weights_streamed = true;
  const Network network = of(DataType::sint(4), {2, 3}, 1, layer);
  const FrameSource source(DataType::sint(4), {2, 3}, 1);
  std::vector<std::vector<Tensor>> frames;
  for (std::int64_t f = 0; f < 5; ++f) frames.push_back({source.frame(f)});
  const Golden golden(network);
  const auto all = golden.evaluate_batch(frames);
  REQUIRE(all.size() == 5);
  for (std::size_t f = 0; f < 5; ++f) CHECK(all[f] == golden.evaluate(frames[f]));
}

TEST_CASE("golden: a frame of another shape is a broken call", "[golden]") {
  Dwc dwc;
  dwc.out_bits = 8;
  const Network network = of(DataType::uint(8), {3}, 1, dwc);
  CHECK_THROWS_AS(evaluate(network, {Tensor({4})}), std::logic_error);
}

// 9,840 is an independent computation's figure (README of the shared data). No published run of the files at
// hand gives a figure for lfcW1A2: 9,847 is what its thresholds give with >=, and > gives 9,845.
TEST_CASE("golden: the trained LFC networks on the 10,000 MNIST test digits", "[.][nightly][golden][data]") {
  const std::filesystem::path data = data_folder();
  if (!std::filesystem::exists(data / "mnist") || !std::filesystem::exists(data / "bnn-pynq")) {
    std::cout << "SKIPPED: trained LFC networks, no data in " << data << '\n';
    return;
  }
  struct Case {
    const char* folder;
    const char* activation;
    int correct;
  };
  for (const Case& each : {Case{"lfcW1A1", "bipolar", 9840}, Case{"lfcW1A2", "ternary", 9847}}) {
    const auto file = std::filesystem::temp_directory_path() / ("lfc" + std::to_string(::getpid()) + ".yaml");
    std::ofstream yaml(file);
    yaml << "scenario: " << file.stem().string() << "\nintent: LFC.\nseed: 1\nengines: [golden]\n"
         << "input: {type: bipolar, shape: [832], elements_per_beat: 64, from: {idx: "
            "$WEIR_DATA/mnist/t10k-images-idx3-ubyte.gz, labels: $WEIR_DATA/mnist/t10k-labels-idx1-ubyte.gz, "
            "quantize: {at_least: 128}, pad_to: 832, pad_value: -1}}\nlayers:\n";
    const int pe[] = {32, 64, 32, 16};
    const int simd[] = {64, 32, 64, 8};
    for (int l = 0; l < 4; ++l) {
      const std::string from = std::string("bnn_pynq: {folder: $WEIR_DATA/bnn-pynq/") + each.folder +
                               ", layer: " + std::to_string(l) + "}";
      yaml << "  - {kind: mvtu, name: fc" << l << ", rows: " << (l < 3 ? 1024 : 64) << ", pe: " << pe[l]
           << ", simd: " << simd[l] << ", weights: {type: bipolar, " << from << "}, thresholds: {" << from
           << "}, output: " << (l < 3 ? each.activation : "bipolar") << "}\n";
    }
    yaml << "  - {kind: label_select, pe: 64, classes: 10}\n";
    yaml.close();
    const Scenario scenario = load_scenario(file, {.data = std::filesystem::absolute(data)});
    std::filesystem::remove(file);

    const FrameSource& input = scenario.inputs[0];
    const auto output_stream = static_cast<std::size_t>(scenario.network.outputs[0]);
    const Golden golden(scenario.network);
    constexpr std::int64_t kBatch = 125;
    int correct = 0;
    for (std::int64_t first = 0; first < input.available(); first += kBatch) {
      std::vector<std::vector<Tensor>> frames;
      for (std::int64_t f = first; f < first + kBatch; ++f) frames.push_back({input.frame(f)});
      const auto results = golden.evaluate_batch(frames);
      for (std::size_t f = 0; f < results.size(); ++f) {
        correct +=
            results[f][output_stream].values[0] == input.label(first + static_cast<std::int64_t>(f)) ? 1 : 0;
      }
    }
    CHECK(input.available() == 10000);
    CHECK(correct == each.correct);
  }
}

// The figures of cnvW1A1 are those of an independent computation (README of the shared data), which counts
// the products that are +1: a sum of 512 products is twice the count less 512.
TEST_CASE("golden: the trained CNV networks tell that the picture of a deer is one", "[golden][data]") {
  const std::filesystem::path data = std::filesystem::absolute(data_folder());
  if (!std::filesystem::exists(data / "bnn-pynq")) {
    std::cout << "SKIPPED: trained CNV networks, no data in " << data << '\n';
    return;
  }
  for (const char* name : {"cnv-w1a1", "cnv-w1a2", "cnv-w2a2", "cnv-max"}) {
    INFO(name);
    const Scenario scenario = load_scenario(
        std::filesystem::path(WEIR_SOURCE_DIR) / "scenarios" / (std::string(name) + ".yaml"), {.data = data});
    const Network& network = scenario.network;
    CHECK(scenario.inputs.at(0).label(0) == 4);
    const auto streams = evaluate(network, {scenario.inputs[0].frame(0)});
    Values sums = streams.at(static_cast<std::size_t>(network.find_stream("fc2_out"))).values;
    sums.resize(10);
    std::cout << name << ": sums of the ten classes:";
    for (const std::int32_t sum : sums) std::cout << ' ' << sum;
    std::cout << '\n';
    CHECK(streams.at(static_cast<std::size_t>(network.outputs.at(0))).values == Values{4});
    const std::int32_t deer = std::exchange(sums[4], INT32_MIN);
    const std::int32_t other = *std::ranges::max_element(sums);
    if (std::string(name) == "cnv-w1a1" || std::string(name) == "cnv-max") {
      CHECK((deer + 512) / 2 > 400);
      CHECK((other + 512) / 2 <= 270);
    }
    CHECK(deer > other + 50);
  }
}

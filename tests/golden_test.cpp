// The reference against values computed by hand, and against a real network.
#include "golden/golden.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

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
TEST_CASE("golden: the trained LFC networks on the 10,000 MNIST test digits", "[golden][data]") {
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

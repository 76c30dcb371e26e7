// The reference on batches, and on real networks. <kind>_test.cpp compares each kind with values computed by
// hand.
#include "golden/golden.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

#include "network/scenario.hpp"
#include "tests/golden_rig.hpp"

namespace weir::tests::golden_test {

namespace {

std::string data_folder() {
  const char* folder = std::getenv("WEIR_DATA");
  return folder != nullptr ? folder : "../shared/data";
}

}  // namespace

TEST_CASE("golden: a batch gives what single frames give, on every stream", "[golden]") {
  Mvtu layer = mvtu_of(DataType::sint(3), Tensor({2, 3}, {1, -2, 3, 0, 1, -4}), 1, 3);
  layer.weights_streamed = true;
  const Network network = one(layer, DataType::sint(4), {2, 3});
  const FrameSource source(DataType::sint(4), {2, 3}, 1);
  std::vector<std::vector<Tensor>> frames;
  for (std::int64_t f = 0; f < 5; ++f) frames.push_back({source.frame(f)});
  const Golden golden(network);
  const auto all = golden.evaluate_batch(frames);
  REQUIRE(all.size() == 5);
  for (std::size_t f = 0; f < 5; ++f) CHECK(all[f] == golden.evaluate(frames[f]));
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
  for (std::int64_t f = 0; f < 3; ++f) {
    frames.push_back({Tensor({2, 3}, {f, 1, 2, 3, 4, 5}), Tensor({2, 3}, {5, 4, 3, 2, 1, f})});
  }
  const auto all = golden.evaluate_batch(frames);
  REQUIRE(all.size() == 3);
  for (std::size_t f = 0; f < 3; ++f) CHECK(all[f] == golden.evaluate(frames[f]));
  CHECK(all[2][static_cast<std::size_t>(network.find_stream("parted_out1"))].values ==
        Values{1, 2, 5, 4, 3, 4, 5, 2, 1, 2});
}

TEST_CASE("golden: a frame of another shape is a broken call", "[golden]") {
  Dwc dwc;
  dwc.out_bits = 8;
  const Network network = one(dwc, DataType::uint(8), {3});
  CHECK_THROWS_AS(evaluate(network, {Tensor({4})}), std::logic_error);
}

// 9,840 is the result of an independent computation (README of the shared data). No published run of these
// files gives a figure for lfcW1A2: its thresholds give 9,847 with >=, and 9,845 with >.
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

// The figures of cnvW1A1 come from an independent computation (README of the shared data), which counts the
// products that are +1. A sum of 512 products is twice that count minus 512.
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
    for (const std::int64_t sum : sums) std::cout << ' ' << sum;
    std::cout << '\n';
    CHECK(streams.at(static_cast<std::size_t>(network.outputs.at(0))).values == Values{4});
    const std::int64_t deer = std::exchange(sums[4], INT32_MIN);
    const std::int64_t other = *std::ranges::max_element(sums);
    if (std::string(name) == "cnv-w1a1" || std::string(name) == "cnv-max") {
      CHECK((deer + 512) / 2 > 400);
      CHECK((other + 512) / 2 <= 270);
    }
    CHECK(deer > other + 50);
  }
}

}  // namespace weir::tests::golden_test

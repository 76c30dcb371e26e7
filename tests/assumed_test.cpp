// FINN's hardware without RTL: what is assumed of it, and how far FINN's own figures are from those
// assumptions.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "models/hosts/native.hpp"
#include "testbench/run.hpp"
#include "tests/finn_graph.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::assumed_test {

namespace {

const std::string kInput = "{type: uint4, shape: [8], elements_per_beat: 4}";
const std::vector<std::string> kLayers{
    "  - {kind: mvtu, name: b, rows: 4, pe: 2, simd: 4, weights: {type: int2, seed: 1, streamed: true}}",
    "  - {kind: fifo, depth: 300}",
    "  - {kind: threshold, name: t, pe: 2, thresholds: {seed: 1}, output: uint2}"};

std::string hardware(const std::string& hls, const std::string& more = "") {
  return "hardware:\n  assumed: others\n  hls:\n    b: " + hls + "\n" + more;
}

std::string refusal(const std::string& text) {
  Draft draft;
  try {
    (void)draft.layers(kInput, kLayers).append(text).load();
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

// The latency of the first frame, with all blocks at their assumed least or most.
Cycle latency(const Scenario& scenario, bool most) {
  using End = AssumedHardware::End;
  const Network network = scenario.assumed->at(most ? End::kMost : End::kLeast, scenario.network);
  return models::run_native(network, {2, Traffic::back_to_back(network), {}}, {})
      .trace.frames.latency()
      .value();
}

}  // namespace

TEST_CASE("assumed: layers are blocks of HLS or of finn-rtllib, and FIFOs may be the vendor's", "[assumed]") {
  Draft draft;
  const Scenario scenario =
      draft.layers(kInput, kLayers)
          .append(hardware("{control: call, depth: 5, seen: [2, 5]}",
                           "  rtllib:\n    t: {deep_pipeline: true}\n  vendor_fifos: [b_out]\n"))
          .load();
  const Network& network = scenario.network;
  REQUIRE(scenario.assumed);
  CHECK(scenario.assumed->from == "others");
  CHECK(scenario.assumed->seen.at("b") == std::pair<Cycle, Cycle>{2, 5});
  CHECK(network.layer(network.find_layer("b")).hls->depth == 5);
  CHECK_FALSE(network.layer(network.find_layer("b")).rtllib);
  CHECK(network.layer(network.find_layer("t")).rtllib->deep_pipeline);
  CHECK(network.layer(network.find_layer("b_weights")).rtllib);
  CHECK(network.stream(network.find_stream("b_weights_out")).wire);
  const Stream& fifo = network.stream(network.find_stream("b_out"));
  CHECK_FALSE(fifo.wire);
  CHECK(fifo.depth == 302);
  CHECK(fifo.delays == FifoDelays{3, 1, 8});
  CHECK(network.stream(network.find_stream("t_out")).wire);

  const RunResult result = testbench::run(scenario, {});
  CHECK(result.passed());
  const auto noted = [&](const std::string& words) {
    return std::ranges::any_of(result.notes,
                               [&](const std::string& note) { return note.starts_with(words); });
  };
  CHECK(noted("assumed: others"));
  CHECK(noted(fmt::format("assumed: at the least and the most that such blocks had, latency is {} and {}",
                          latency(scenario, false), latency(scenario, true))));
  CHECK(latency(scenario, true) > latency(scenario, false));
}

TEST_CASE("assumed: what is wrong with it is told", "[assumed]") {
  const std::string good = "{control: call, depth: 5, seen: [2, 5]}";
  CHECK_THAT(refusal(hardware("{control: call, depth: 5}")), Catch::Contains("seen"));
  CHECK_THAT(refusal(hardware("{control: call, depth: 5, seen: [5, 2]}")), Catch::Contains("seen"));
  CHECK_THAT(refusal(hardware("{control: call, depth: 5, seen: [5]}")), Catch::Contains("1 numbers"));
  CHECK_THAT(refusal(hardware("{control: often, seen: [2, 5]}")), Catch::Contains("call, counted_calls"));
  CHECK_THAT(refusal(hardware("{control: read_then_write, seen: [2, 5]}")), Catch::Contains("label_select"));
  CHECK_THAT(refusal(hardware(good, "  rtllib: {b: true}\n")), Catch::Contains("b, which HLS makes"));
  CHECK_THAT(refusal(hardware(good, "  rtllib: {c: true}\n")), Catch::Contains("hardware of c"));
  CHECK_THAT(refusal(hardware(good, "  vendor_fifos: [t_out]\n")),
             Catch::Contains("t_out, of which no FIFO is stated"));
  CHECK_THAT(refusal(hardware(good, "  vendor_fifos: [u_out]\n")), Catch::Contains("a FIFO of u_out"));
  CHECK_THAT(refusal(hardware(good, "  graph: x\n")), Catch::Contains("graph"));
  CHECK(refusal(hardware(good)).empty());
}

TEST_CASE("assumed: an import states what it takes of which tool", "[assumed][import]") {
  const Folder folder;
  const auto imported = [&](Model& model) {
    folder.write("m.onnx", model.bytes());
    importer::Options options;
    options.model = folder.path / "m.onnx";
    options.output = folder.path / "s.yaml";
    options.assume = true;
    (void)importer::import_model(options);
    return folder.read("s.yaml");
  };
  SECTION("Vitis HLS") {
    Model model({1, 4});
    model.mvau("MVAU_hls", 4, 4);
    const std::string text = imported(model);
    CHECK_THAT(text, Catch::Contains("    mvau_hls_0: {control: call, depth: 5, seen: [2, 5]}"));
    CHECK_THAT(text, Catch::Contains("engines: [golden, native]"));
  }
  SECTION("Vivado HLS") {
    Model model({1, 4});
    model.mvau("StreamingFCLayer_Batch", 4, 4);
    CHECK_THAT(imported(model), Catch::Contains("start: 3, freezes: true, seen: [1, 7]}"));
  }
  SECTION("no tool") {
    Model model({1, 4});
    model.mvau("MVAU", 4, 4);
    CHECK_THROWS_WITH(imported(model), Catch::Contains("no tool, HLS or RTL"));
  }
}

// The assumed numbers come from the RTL of some of these builds and not of the others. FINN reported what its
// own RTL did.
TEST_CASE("assumed: FINN's reported latencies lie in what is assumed", "[assumed][data]") {
  const char* data = std::getenv("WEIR_DATA");
  const fs::path builds =
      fs::path(data != nullptr ? data : WEIR_SOURCE_DIR "/../shared/data") / "finn-builds";
  if (!fs::is_directory(builds)) {
    WARN("SKIPPED: no folder " << builds);
    return;
  }
  const Folder folder;
  for (const auto& [build, reported] : {std::pair("lenet-brainsmith-2026", 128'320),
                                        {"tfc-w1a1-2026/output_custom_3", 51},
                                        {"tfc-w1a1-2026/output_custom_0", 106},
                                        {"tfc-w1a1-2026/output_auto", 3'274},
                                        {"facile-2021/output_ipstitch_ooc_rtlsim", 782}}) {
    importer::Options options;
    options.model = builds / build;
    options.output = folder.path / "s.yaml";
    options.assume = true;
    const Scenario scenario = importer::import_model(options).scenario;
    INFO(build);
    REQUIRE(scenario.assumed);
    CHECK(latency(scenario, false) <= reported);
    CHECK(latency(scenario, true) >= reported);
    CHECK(latency(scenario, true) - latency(scenario, false) <= 28);
  }
}

}  // namespace weir::tests::assumed_test

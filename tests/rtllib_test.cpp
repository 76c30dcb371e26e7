// finn-rtllib's blocks as the hardware of a scenario: what is accepted, what is refused, and the results.
// tests/rtllib/compare compares the models with the blocks' own sources.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "models/analysis/alone.hpp"
#include "models/hosts/native.hpp"
#include "network/error.hpp"
#include "testbench/engines.hpp"
#include "testbench/run.hpp"
#include "tests/recurrence.hpp"
#include "tests/rtllib/drawn.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::rtllib_test {

namespace {

const std::string kMap = "{type: uint4, shape: [6, 6, 4], elements_per_beat: 2}";

Draft& of_rtllib(Draft& draft, const std::string& input, const std::vector<std::string>& layers) {
  return draft.layers(input, layers).append("hardware: finn-rtllib");
}

std::string refusal(const Draft& draft) {
  try {
    (void)draft.load();
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

// Checks that steady states recur in that many drawn networks of each block; most networks have one.
void check_steady(std::uint64_t first, std::uint64_t count) {
  for (const std::string block : {"pad", "threshold", "swu", "swu_parallel", "mvtu", "vvtu", "chain"}) {
    std::uint64_t steady = 0;
    for (std::uint64_t number = first; number < first + count; ++number) {
      INFO(block << " " << number << " of seed " << Catch::rngSeed());
      const Network network = draw_rtllib(block, Catch::rngSeed(), number).scenario.network;
      Random random(Catch::rngSeed(), number);
      if (check_recurrence(network, random_periodic_traffic(network, random))) ++steady;
    }
    INFO(block);
    CHECK(steady > count * 3 / 4);
  }
}

}  // namespace

TEST_CASE("rtllib: a network of its blocks has golden's values, alike in native and systemc", "[rtllib]") {
  Scenario scenario = load_scenario(WEIR_SOURCE_DIR "/tests/rtllib/network.yaml");
  scenario.frames = 2;
  const RunResult result = testbench::run(scenario, {});
  CHECK(result.checks.size() >= 5);
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
  }
}

// With waves, beats are processed one by one, and no beat is offered before the transfer of the one before.
TEST_CASE("rtllib: rows of iterations and beats offered ahead move no transfer", "[rtllib][native]") {
  const Scenario scenario = load_scenario(WEIR_SOURCE_DIR "/tests/rtllib/network.yaml");
  const Network& network = scenario.network;
  for (const Pattern& arrives : {Pattern::back_to_back(), Pattern::one_in(7), Pattern{1, 40, 1, 90, 5}}) {
    for (const Pattern& leaves : {Pattern::back_to_back(), Pattern{1, 2, 1, 5000, 3}}) {
      Stimulus stimulus{2, Traffic::back_to_back(network), {}};
      stimulus.traffic.stream(network.inputs[0]).push = arrives;
      stimulus.traffic.stream(network.outputs[0]).pop = leaves;
      const Trace ahead = testbench::run_native(network, stimulus, {.values = false}).trace;
      const Trace each = testbench::run_native(network, stimulus, {.values = false, .waves = true}).trace;
      CHECK(ahead.complete);
      CHECK(ahead.last_cycle == each.last_cycle);
      CHECK(ahead.layers == each.layers);
      for (std::size_t s = 0; s < network.streams.size(); ++s) {
        INFO(network.streams[s].name);
        CHECK(ahead.streams[s].push == each.streams[s].push);
        CHECK(ahead.streams[s].pop == each.streams[s].pop);
      }
    }
  }
}

TEST_CASE("rtllib: a steady state that is found recurs", "[rtllib][steady][native]") { check_steady(0, 40); }

TEST_CASE("rtllib: a steady state that is found recurs in many networks",
          "[.][nightly][rtllib][steady][native]") {
  check_steady(10'000, 2'000);
}

TEST_CASE("rtllib: a layer by itself takes as long as a network of it and its memory", "[rtllib][steady]") {
  int found = 0;
  for (const std::string block : {"pad", "threshold", "swu", "mvtu"}) {
    for (std::uint64_t number = 0; number < 20; ++number) {
      INFO(block << " " << number << " of seed " << Catch::rngSeed());
      const Network network = draw_rtllib(block, Catch::rngSeed(), number).scenario.network;
      models::NativeOptions options;
      options.find_steady_state = true;
      const auto whole =
          models::run_native(network, {40, Traffic::back_to_back(network), {}}, options).steady;
      if (!whole) continue;
      ++found;
      const Interval interval = whole->interval();
      for (std::size_t l = 0; l < network.layers.size(); ++l) {
        const std::optional<Interval> alone =
            models::interval_alone(network, Traffic::back_to_back(network), static_cast<int>(l));
        const bool memory = network.endless(network.layers[l].outputs[0]);
        CHECK(alone.has_value() != memory);
        // Converters and FIFOs next to it are no slower than its beats come.
        if (alone) CHECK(*alone <= interval);
        if (alone && network.layers[l].name == network.layers.back().name && network.layers.size() == 1)
          CHECK(*alone == interval);
      }
    }
  }
  CHECK(found > 60);
}

TEST_CASE("rtllib: a run names the layer that sets the interval, and by how much it misses its folding",
          "[rtllib][steady]") {
  Scenario scenario = load_scenario(WEIR_SOURCE_DIR "/tests/rtllib/network.yaml");
  scenario.frames = 2;
  const RunResult result = testbench::run(scenario, {});
  const auto note = std::ranges::find_if(
      result.notes, [](const std::string& each) { return each.find(" by itself") != std::string::npos; });
  REQUIRE(note != result.notes.end());
  INFO(*note);
  std::optional<Interval> alone;
  std::string slowest;
  for (std::size_t l = 0; l < scenario.network.layers.size(); ++l) {
    const auto of = models::interval_alone(scenario.network, scenario.traffic, static_cast<int>(l));
    if (!of || (alone && *of <= *alone)) continue;
    alone = of;
    slowest = scenario.network.layers[l].name;
  }
  REQUIRE(alone);
  CHECK(alone->frames == 1);
  CHECK(note->find(slowest) != std::string::npos);
  CHECK(note->find(fmt::format(" takes {} cycles a frame by itself", alone->cycles)) != std::string::npos);
}

TEST_CASE("rtllib: a stream beside a block is a wire, unless its depth is stated", "[rtllib]") {
  Draft draft;
  of_rtllib(draft, kMap,
            {"  - {kind: pad, name: pad, pads: 1, simd: 2}", "  - {kind: fifo, depth: 8}",
             "  - {kind: swu, name: swu, kernel: 3, simd: 2}", "  - {kind: dwc, name: wide, out_bits: 16}"});
  draft.append("depths: {wide_out: 4}");
  const Network network = draft.load().network;
  const auto wire = [&](const char* name) { return network.stream(network.find_stream(name)).wire; };
  CHECK(wire("input"));
  CHECK_FALSE(wire("pad_out"));
  CHECK(wire("swu_out"));
  CHECK_FALSE(wire("wide_out"));
  CHECK(std::ranges::all_of(network.layers, [](const Layer& layer) { return layer.rtllib.has_value(); }));
}

TEST_CASE("rtllib: what it has no block for is refused by name", "[rtllib]") {
  const auto refused = [](const std::string& layer, const std::string& why) {
    Draft draft;
    const std::string said = refusal(of_rtllib(draft, kMap, {layer}));
    INFO(layer << ": " << said);
    CHECK(said.find(why) != std::string::npos);
  };
  refused("  - {kind: maxpool, name: m, kernel: 2, stride: 2, pe: 2}", "this kind");
  refused("  - {kind: pad, name: p, pads: 1, simd: 2, value: 3}", "other values than 0");
  refused("  - {kind: pad, name: p, pads: 1, simd: 2, between: 1}", "between pixels");
  refused("  - {kind: dwc, name: d, out_bits: 12}", "no whole ratio");
  refused("  - {kind: swu, name: s, kernel: 2, stride: 6, simd: 2}", "half of the map or more");
  refused("  - {kind: swu, name: s, kernel: 1, simd: 2}", "windows of one position");
  refused(
      "  - {kind: mvtu, name: m, rows: 4, pe: 2, simd: 2, weights: {type: int2, seed: 1}, thresholds: {seed: "
      "2}, "
      "output: uint2}",
      "thresholds in a product");
  refused("  - {kind: dwc, name: d, out_bits: 8}", "equal widths");
  refused("  - {kind: mvtu, name: m, rows: 4, pe: 2, simd: 2, weights: {type: bipolar, seed: 1}}",
          "weights of bipolar");
  refused("  - {kind: mvtu, name: m, rows: 4, pe: 2, simd: 2, weights: {type: int9, seed: 1}}",
          "more than 8 bits");
  refused(
      "  - {kind: mvtu, name: m, rows: 4, pe: 2, simd: 2, weights: {type: int2, seed: 1, streamed: true, "
      "memory: "
      "{elements_per_beat: 2}}}",
      "before the weights of m");
  refused(
      "  - {kind: mvtu, name: m, rows: 4, pe: 2, simd: 2, weights: {type: int2, seed: 1, streamed: true}}\n"
      "traffic: {streams: {m_weights_out: {pop: {one_in: 3}}}}",
      "before the weights of m");
  refused("  - {kind: pad, name: p, pads: 1, simd: 2}\n  - {kind: fifo, depth: 1}", "2 or more");
  const auto wrong = [](const std::string& key, const std::string& why) {
    Draft draft;
    draft.layers(kMap, {"  - {kind: mvtu, name: m, rows: 4, pe: 2, simd: 2, weights: {type: int2, seed: 1}, "
                        "hardware: {rtllib: " +
                        key + "}}"});
    const std::string said = refusal(draft);
    INFO(key << ": " << said);
    CHECK(said.find(why) != std::string::npos);
  };
  wrong("false", "wanted true");
  wrong("{core: dsp60}", "dsp48 or dsp58");
  wrong("{segment: 1}", "core: dsp58 beside it");
  wrong("{core: dsp58, segment: 2}", "at most 1");
  wrong("{deep_pipeline: true}", "it of a threshold");
}

// docs/timing.md: at this size a register overflows, and beats that have not arrived by then never do.
TEST_CASE("rtllib: a depthwise swg locks at a size at which the sources do", "[rtllib]") {
  const auto complete = [](const std::string& traffic) {
    Draft draft;
    of_rtllib(draft, "{type: uint4, shape: [4, 2, 2], elements_per_beat: 1}",
              {"  - {kind: swu, name: swu, kernel: 2, simd: 1, depthwise: true}"});
    draft.append("frames: 2").append("traffic: " + traffic);
    const Scenario scenario = draft.load();
    const Stimulus stimulus{scenario.frames, scenario.traffic, {}};
    return testbench::run_native(scenario.network, stimulus, {.values = false}).trace.complete;
  };
  CHECK(complete("{source: back_to_back}"));
  CHECK_FALSE(complete("{source: {one_in: 12}}"));
}

}  // namespace weir::tests::rtllib_test

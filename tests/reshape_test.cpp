// The entry `reshape`: gives a stream another shape, and changes no beat and no cycle.
#include <catch2/catch.hpp>

#include "testbench/packing.hpp"
#include "testbench/run.hpp"
#include "tests/golden_rig.hpp"
#include "tests/scenario_draft.hpp"
#include "tests/system.hpp"

namespace weir::tests::reshape_test {

namespace {

const std::string kVector = "{type: uint2, shape: [36], elements_per_beat: 4}";

}  // namespace

TEST_CASE("reshape: a stream has another shape, and its beats stay", "[scenario][reshape]") {
  Draft draft;
  draft.layers(kVector, {"  - {kind: dwc, name: d, out_bits: 6}", "  - {kind: fifo, depth: 7}",
                         "  - {kind: reshape, shape: [3, 4, 3]}"});
  const Scenario scenario = draft.load();
  CHECK(scenario.reshapes == 1);
  CHECK(scenario.network.layers.size() == 1);
  const Stream& out = stream(scenario.network, "d_out");
  CHECK(out.shape == Shape{3, 4, 3});
  CHECK(out.width_bits == 6);
  CHECK(out.beats_per_frame == 12);
  CHECK(out.depth == 7);
  // The reference's tensor also has the new shape, with its elements in the same order.
  const Tensor frame = scenario.inputs[0].frame(0);
  const std::vector<Tensor> streams = evaluate(scenario.network, {frame});
  CHECK(streams[1] == Tensor({3, 4, 3}, frame.values));
}

TEST_CASE("reshape: an input's frames are read in its own shape", "[scenario][reshape]") {
  Draft draft;
  draft.layers("{type: uint2, shape: [2, 3], elements_per_beat: 1, from: {values: [[[0, 1, 2], [3, 2, 1]]]}}",
               {"  - {kind: reshape, shape: [3, 2]}", "  - {kind: dwc, out_bits: 4}"});
  const Scenario scenario = draft.load();
  CHECK(scenario.inputs[0].frame(0).shape == Shape{2, 3});
  CHECK(scenario.network.streams[0].shape == Shape{3, 2});
  CHECK(output(scenario.network, scenario.inputs[0].frame(0)) == Values{0, 1, 2, 3, 2, 1});
  CHECK(draft.shape() == Shape{3, 2});
}

TEST_CASE("reshape: what comes next reads the stream, also one that is named", "[scenario][reshape]") {
  Draft draft;
  draft.layers(kVector,
               {"  - {kind: fork, name: f}", "  - {kind: reshape, from: f_out1, shape: [6, 6]}",
                "  - {kind: threshold, name: t, pe: 6, output: binary, thresholds: {values: [[1]]}}"});
  const Network network = draft.load().network;
  CHECK(stream(network, "f_out0").shape == Shape{36});
  CHECK(stream(network, "f_out1").shape == Shape{6, 6});
  CHECK(std::get<Threshold>(layer(network, "t").params).channels == 6);
  CHECK(names(network, layer(network, "t").inputs) == Names{"f_t_dwc_out"});
}

TEST_CASE("reshape: thresholds behind reshaped sums are of the new channels", "[scenario][reshape]") {
  Draft draft;
  draft.layers(kVector, {"  - {kind: mvtu, rows: 12, pe: 2, simd: 4, weights: {type: int2, seed: 1}}",
                         "  - {kind: reshape, shape: [2, 2, 3]}",
                         "  - {kind: threshold, pe: 3, output: uint2, thresholds: {seed: 2}}"});
  CHECK(draft.last<Threshold>().channels == 3);
  CHECK(draft.shape() == Shape{2, 2, 3});
}

TEST_CASE("reshape: refusals", "[scenario][reshape]") {
  Draft draft;
  const auto entry = [&](const std::string& text) -> const Draft& {
    return draft.layers(kVector, {"  - {kind: fork, name: f}", "  - " + text});
  };
  entry("{kind: reshape, shape: [6, 5]}")
      .rejected(8, "shape", "[6, 5], of 30 elements", "36 elements, as f_out0");
  entry("{kind: reshape}").rejected(8, "shape", "", "");
  entry("{kind: reshape, shape: []}").rejected(8, "shape", "an empty list", "extents");
  entry("{kind: reshape, shape: [36, 0]}").rejected(8, "shape", "0", "from 1 to 1048576");
  entry("{kind: reshape, shape: [36], from: input}")
      .rejected(8, "from", "input", "no layer reads yet (f does)");
  entry("{kind: reshape, shape: [36], from: nobody}").rejected(8, "from", "nobody", "the name of an earlier");
  for (const char* key : {"name: r", "engine: rtl", "hardware: {slices: true}", "pe: 1"}) {
    const std::string text = key;
    entry("{kind: reshape, shape: [36], " + text + "}")
        .rejected(8, text.substr(0, text.find(':')), "", "shape");
  }
  entry("{kind: reshaped, shape: [36]}").rejected(8, "kind", "reshaped", "reshape");
  draft.layers(kVector, {"  - {kind: fork, name: f}", "  - {kind: fifo, depth: 3}",
                         "  - {kind: reshape, shape: [6, 6]}", "  - {kind: fifo, depth: 4}"});
  draft.rejected(10, "kind", "a second fifo on one stream", "one");
}

TEST_CASE("reshape: all engines, from a vector to a map, to a vector and back", "[reshape][hls][rtl]") {
  Draft draft;
  draft.layers(
      kVector,
      {"  - {kind: reshape, shape: [3, 4, 3]}",
       "  - {kind: conv, channels: 4, kernel: 3, pads: 1, pe: 2, simd: 3, weights: {type: int3, seed: 1}, "
       "thresholds: {seed: 2}, output: uint3}",
       // does not divide the frame's 144 bits
       "  - {kind: dwc, out_bits: 28}", "  - {kind: reshape, shape: [48]}",
       "  - {kind: mvtu, rows: 8, pe: 4, simd: 6, weights: {type: ternary, seed: 3}}",
       "  - {kind: reshape, shape: [2, 2, 2]}",
       "  - {kind: threshold, pe: 1, output: uint2, thresholds: {seed: 4}}"});
  draft.line(4, "engines: [golden, hls, systemc, native, rtl]").append("frames: 3");
  const RunResult result = testbench::run(draft.load(), {});
  CHECK(result.checks.size() > 5);
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
  }
  CHECK(draft.shape() == Shape{2, 2, 2});
}

}  // namespace weir::tests::reshape_test

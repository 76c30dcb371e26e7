// Scenario files: the meaning of valid ones, and one minimal invalid one for each diagnostic.
#include "network/scenario.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "network/error.hpp"
#include "tests/scenario_draft.hpp"

namespace weir::tests::scenario_test {

namespace {

std::string idx_bytes(std::vector<int> bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace

TEST_CASE("scenario: defaults and what is stated", "[scenario]") {
  Draft draft;
  const Scenario s = draft.load();
  CHECK(s.name == "s");
  CHECK(s.intent == "One layer.");
  CHECK(s.clock_mhz == 100);
  CHECK(s.frames == 1);
  CHECK(s.engines == std::vector<std::string>{"golden", "native"});
  CHECK(s.network.layers.size() == 1);
  CHECK(s.network.streams[0].depth == 2);
  CHECK(s.network.streams[1].depth == 3);
  CHECK(s.traffic.streams.size() == 2);
  CHECK(s.inputs.at(0).available() == FrameSource::kUnlimited);
  CHECK_FALSE(s.inputs[0].label(0));
  CHECK(s.rtl_layers.empty());
  CHECK(s.sources == std::vector<std::string>{"fc weights: seed 1", "fc thresholds: seed 2"});
}

TEST_CASE("scenario: seeds", "[scenario]") {
  Draft draft;
  draft.append("traffic: {source: {open: [1, 2], closed: [0, 3]}, sink: {open: 1, closed: [0, 1], seed: 7}}");
  const Scenario one = draft.load();
  const Scenario again = draft.load();
  const Scenario other = draft.load({.seed = 2});
  CHECK(one.inputs[0].frame(5) == again.inputs[0].frame(5));
  CHECK_FALSE(one.inputs[0].frame(5) == one.inputs[0].frame(6));
  CHECK_FALSE(one.inputs[0].frame(5) == other.inputs[0].frame(5));
  CHECK(one.traffic.streams[0].push == again.traffic.streams[0].push);
  CHECK(one.traffic.streams[0].push.seed != other.traffic.streams[0].push.seed);
  CHECK(one.traffic.streams[1].pop.seed == 7);
  CHECK(other.traffic.streams[1].pop.seed == 7);
  // The same numbers on every machine.
  CHECK(one.inputs[0].frame(0).values == std::vector<std::int64_t>{-1, -1, -1, 1, -1, 1, -1, -1});
}

TEST_CASE("scenario: seeded thresholds let every output level occur", "[scenario]") {
  Draft draft;
  draft.line(5, "input: {type: uint4, shape: [64], elements_per_beat: 4}")
      .line(9, "    rows: 64")
      .line(12, "    weights: {type: int4, seed: 1}")
      .line(14, "    output: uint2");
  const Scenario s = draft.load();
  const auto& mvtu = std::get<Mvtu>(s.network.layers.back().params);
  std::vector<int> count(4);
  for (std::int64_t f = 0; f < 20; ++f) {
    const Tensor frame = s.inputs[0].frame(f);
    for (std::int64_t r = 0; r < mvtu.rows; ++r) {
      std::int64_t sum = 0;
      for (std::size_t c = 0; c < 64; ++c) sum += std::int64_t{mvtu.weights.row(r)[c]} * frame.values[c];
      std::size_t level = 0;
      for (const std::int64_t t : mvtu.thresholds->values.row(r)) level += sum >= t ? 1 : 0;
      ++count[level];
    }
  }
  for (const int each : count) CHECK(each > 20 * 64 / 10);
}

TEST_CASE("scenario: overrides", "[scenario]") {
  Draft draft;
  const Scenario s = draft.load({.frames = 9, .depths = {{"fc_out", 11}}});
  CHECK(s.frames == 9);
  CHECK(s.network.streams[1].depth == 11);
  CHECK_THROWS_AS(draft.load({.frames = 0}), BadInput);
  CHECK_THROWS_AS(draft.load({.depths = {{"fc_out", 0}}}), BadInput);
  CHECK_THROWS_WITH(draft.load({.depths = {{"nosuch", 1}}}), Catch::Contains("one of input, fc_out"));
}

TEST_CASE("scenario: fifo, width converter, mixed co-simulation, patterns, expectations", "[scenario]") {
  Draft draft;
  draft.line(15, "    engine: rtl")
      .append("  - {kind: fifo, depth: 16}")
      .append("  - {kind: dwc, out_bits: 4}")
      .append("  - {kind: label_select, name: label, pe: 1, classes: 3}")
      .append("traffic: {source: {one_in: 3}, streams: {fc_out: {pop: {open: 10, closed: 100}}}}")
      .append("expect: {interval_cycles: 4.5, latency_cycles: 9, accuracy_at_least: 0.5, correct: 1}");
  const Scenario s = draft.load();
  REQUIRE(s.network.layers.size() == 4);
  CHECK(s.network.find_layer("dwc_2") == 1);
  CHECK(s.network.find_layer("dwc_2_label_dwc") == 2);
  CHECK(s.network.streams[1].depth == 16);
  CHECK(s.rtl_layers == std::vector<int>{0});
  CHECK(s.traffic.streams[0].push == Pattern::one_in(3));
  CHECK(s.traffic.streams[1].pop == Pattern{10, 10, 100, 100, 0});
  CHECK(s.expect.interval_cycles == 4.5);
  CHECK(s.expect.latency_cycles == 9);
  CHECK(s.expect.accuracy_at_least == 0.5);
  CHECK(s.expect.correct == 1);
}

TEST_CASE("scenario: frames of a file are quantized, padded, labelled and wrap round", "[scenario]") {
  Draft draft;
  draft
      .data("i",
            idx_bytes({0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 6, 0, 127, 128, 255, 1, 200, 9, 9, 9, 9, 9, 250}))
      .data("l", idx_bytes({0, 0, 8, 1, 0, 0, 0, 2, 7, 3}))
      .line(5,
            "input: {type: bipolar, shape: [8], elements_per_beat: 4, from: {idx: i, labels: l, "
            "quantize: {at_least: 128}, pad_to: 8, pad_value: -1}}");
  const Scenario s = draft.load();
  const FrameSource& input = s.inputs[0];
  CHECK(input.available() == 2);
  CHECK(input.frame(0).values == std::vector<std::int64_t>{-1, -1, 1, 1, -1, 1, -1, -1});
  CHECK(input.frame(3).values == std::vector<std::int64_t>{-1, -1, -1, -1, -1, 1, -1, -1});
  CHECK(input.label(0) == 7);
  CHECK(input.label(3) == 3);
}

TEST_CASE("scenario: quantize rounds half up and clamps", "[scenario]") {
  Draft draft;
  draft.line(5,
             "input: {type: int3, shape: [8], elements_per_beat: 4, from: {values: [[-7, -6, -5, -3, -2, 1, "
             "2, 99]], "
             "quantize: {mul: 1, add: 0, div: 4}}}");
  // -1.75 -1.5 -1.25 -0.75 -0.5 0.25 0.5 24.75
  CHECK(draft.load().inputs[0].frame(0).values == std::vector<std::int64_t>{-2, -1, -1, -1, 0, 0, 1, 3});
}

TEST_CASE("scenario: a name is a stem of lower-case letters, digits, - and _", "[scenario]") {
  Draft draft;
  const fs::path other = draft.file().parent_path() / "9.yaml";
  draft.data("9.yaml", "scenario: 9\nintent: a\nseed: 1\nengines: [golden]\nlayers: []\n");
  try {
    (void)load_scenario(other);
    FAIL("accepted");
  } catch (const BadInput& error) {
    CHECK(error.line() == 1);
    CHECK(error.key() == "scenario");
    CHECK(error.found() == "9");
    CHECK_THAT(error.wanted(), Catch::Contains("lower-case letter"));
  }
}

TEST_CASE("scenario: the first candidate whose files exist is used", "[scenario]") {
  Draft draft;
  draft.line(12, "    weights: {type: bipolar, from: [{npy: nosuch.npy}, {seed: 5}]}")
      .append("expect: {latency_cycles: 9, accuracy_at_least: 0.5, correct: 1}");
  const Scenario s = draft.load();
  CHECK(s.sources.at(0) == "fc weights: seed 5");
  CHECK(s.expect.latency_cycles == 9);
  CHECK_FALSE(s.expect.correct);
  CHECK_FALSE(s.expect.accuracy_at_least);
  draft.line(12, "    weights: {type: bipolar, from: [{seed: 5}, {npy: nosuch.npy}]}");
  CHECK(draft.load().expect.correct == 1);
}

TEST_CASE("scenario: WEIR_DATA stands for the data folder", "[scenario]") {
  Draft draft;
  draft.data("w.npy", "");
  for (const char* path : {"$WEIR_DATA/w.npy", "'${WEIR_DATA}/w.npy'"}) {
    draft.line(12, "    weights: {type: bipolar, npy: " + std::string(path) + "}");
    CHECK_THROWS_WITH(draft.load({.data = draft.file().parent_path()}),
                      Catch::Contains("no .npy magic number"));
    CHECK_THROWS_WITH(draft.load({.data = "/nosuch"}), Catch::Contains("/nosuch/w.npy: no such file"));
  }
}

TEST_CASE("scenario: inputs, and a layer that names its source", "[scenario]") {
  Draft draft;
  draft
      .line(
          5,
          "inputs: [{name: a, type: bipolar, shape: [8], elements_per_beat: 4}, {name: b, type: int4, shape: "
          "[2, 6], elements_per_beat: 6}]")
      .line(15, "    from: a");
  SECTION("an input that no layer reads") {
    draft.rejected(6, "inputs", "b, which no layer reads", "a layer");
  }
  draft.append("  - {kind: dwc, name: other, from: b, out_bits: 4}");
  const Scenario s = draft.load();
  CHECK(s.inputs.size() == 2);
  CHECK(s.inputs[1].frame(0).shape == Shape{2, 6});
  CHECK(s.network.outputs.size() == 2);
}

TEST_CASE("scenario: layers that are made of other hardware", "[scenario]") {
  Draft draft;
  const auto freezing = [&] {
    std::vector<std::string> names;
    for (const Layer& layer : draft.load().network.layers) {
      if (layer.freezing) names.push_back(layer.name);
    }
    return names;
  };
  CHECK(freezing().empty());
  draft.line(15, "    hardware: {slices: true}");
  CHECK(freezing().empty());
  CHECK(draft.load().network.layers[0].slices);
  draft.line(15, "    hardware: {freezing: 3}");
  CHECK(freezing() == std::vector<std::string>{"fc"});
  CHECK(draft.load().network.layers[0].freezing == Freezing{3, false});
  CHECK_FALSE(draft.load().network.layers[0].monotone());
  draft.line(15, "    hardware: {freezing: 2, missing_input: stop}");
  CHECK(draft.load().network.layers[0].freezing == Freezing{2, true});
  // Neither the fork nor the converter belongs to the entry.
  draft.layers(
      "{type: int4, shape: [6, 5, 4], elements_per_beat: 1}",
      {"  - {kind: fork, name: branch}",
       "  - {kind: conv, name: c, channels: 8, kernel: 1, pe: 2, simd: 2, hardware: {freezing: 1}, "
       "weights: {type: int4, seed: 1}}",
       "  - {kind: threshold, name: other, from: branch, pe: 4, thresholds: {seed: 1}, output: uint2, "
       "hardware: {freezing: 1}}"});
  CHECK(freezing() == std::vector<std::string>{"c", "other"});
}

TEST_CASE("scenario: bad files", "[scenario]") {
  Draft draft;
  SECTION("no file") {
    CHECK_THROWS_WITH(load_scenario("nosuch.yaml"), Catch::StartsWith("nosuch.yaml: found no "));
  }
  SECTION("YAML syntax") {
    draft.line(4, "engines: [golden").rejected(4, "", "a [ that is not closed", "] before line 5");
  }
  SECTION("two documents") { draft.append("---").append("a: b").rejected(1, "", "2 YAML documents", "one"); }
  SECTION("not a map") {
    for (std::size_t i = 1; i <= 15; ++i) draft.line(i, "- 1");
    draft.rejected(1, "", "a list", "a map");
  }
  SECTION("unknown key") { draft.append("frame: 3").rejected(16, "frame", "an unknown key", "frames"); }
  SECTION("unknown key of a layer") {
    draft.line(15, "    simds: 4")
        .rejected(15, "simds", "an unknown key", "one of kind, name, from, engine, hardware, rows, pe");
  }
  SECTION("missing key") { draft.line(2, "").rejected(1, "intent", "no such key", "it"); }
  SECTION("missing key of a layer") { draft.line(10, "").rejected(7, "pe", "no such key", "layers"); }
  SECTION("duplicate key") { draft.append("seed: 2").rejected(16, "seed", "a second time", "line 3"); }
  SECTION("duplicate key of a layer") {
    draft.line(15, "    pe: 2").rejected(15, "pe", "a second time", "line 10");
  }
  SECTION("duplicate free key") {
    draft.line(15, "depths: {fc_out: 1, fc_out: 2}").rejected(15, "fc_out", "a second time", "once");
  }
  SECTION("a text for a number") {
    draft.line(10, "    pe: two").rejected(10, "pe", "two", "an integer, at least 1");
  }
  SECTION("a fraction for an integer") {
    draft.line(10, "    pe: 2.0").rejected(10, "pe", "2.0", "an integer");
  }
  SECTION("a list for a number") { draft.line(10, "    pe: [2]").rejected(10, "pe", "a list", "an integer"); }
  SECTION("a map for a text") { draft.line(8, "    name: {a: b}").rejected(8, "name", "a map", "a text"); }
  SECTION("a number for a list") { draft.line(4, "engines: 3").rejected(4, "engines", "3", "a list"); }
  SECTION("a number for a map") { draft.line(5, "input: 3").rejected(5, "input", "3", "a map"); }
  SECTION("nothing for a value") { draft.line(10, "    pe:").rejected(10, "pe", "nothing", "an integer"); }
  SECTION("unknown type") {
    draft.line(5, "input: {type: int1, shape: [8], elements_per_beat: 4}")
        .rejected(5, "type", "int1", "bipolar");
  }
  SECTION("not a boolean") {
    draft.line(12, "    weights: {type: bipolar, seed: 1, streamed: yes}")
        .rejected(12, "streamed", "yes", "true or false");
  }
  SECTION("name and stem") {
    draft.line(1, "scenario: t").rejected(1, "scenario", "t", "s, the file's stem");
  }
  SECTION("clock out of bounds") {
    draft.append("");
    for (const char* const clock : {"0", "-1", "1e9", "1e-9", "10000.1", "0.00099", "nan", ".inf", "1e400"})
      draft.line(16, std::string("clock_mhz: ") + clock).rejected(16, "clock_mhz", clock, "0.001 to 10000");
  }
  SECTION("frames 0") { draft.append("frames: 0").rejected(16, "frames", "0", "at least 1"); }
  SECTION("unknown engine") {
    draft.line(4, "engines: [gold]").rejected(4, "engines", "gold", "golden, hls");
  }
  SECTION("engine twice") {
    draft.line(4, "engines: [hls, hls]").rejected(4, "engines", "a second time", "once");
  }
  SECTION("no engine") {
    draft.line(4, "engines: []").rejected(4, "engines", "an empty list", "at least one");
  }
  SECTION("hardware, of a layer") {
    draft.line(15, "    hardware: {freezing: 0}").rejected(15, "freezing", "0", "from 1");
  }
  SECTION("hardware, a missing input without stages") {
    draft.line(15, "    hardware: {missing_input: stop}")
        .rejected(15, "missing_input", "a missing_input without freezing", "freezing: STAGES beside it");
  }
  SECTION("hardware, a missing input that does something else") {
    draft.line(15, "    hardware: {freezing: 1, missing_input: wait}")
        .rejected(15, "missing_input", "wait", "bubble or stop");
  }
  SECTION("hardware, of a fifo") {
    draft.append("")
        .line(15, "  - {kind: fifo, depth: 4, hardware: {freezing: 1}}")
        .rejected(15, "hardware", "an unknown key", "depth");
  }
  SECTION("engine of a layer") { draft.line(15, "    engine: hls").rejected(15, "engine", "hls", "rtl"); }
  SECTION("input and inputs") { draft.append("inputs: []").rejected(16, "inputs", "both", "one of them"); }
  SECTION("no input") { draft.line(5, "inputs: []").rejected(7, "input", "nothing", "a network input"); }
  SECTION("no layers") {
    for (std::size_t i = 7; i <= 15; ++i) draft.line(i, "");
    draft.line(6, "layers: []").rejected(6, "layers", "nothing", "at least one layer");
  }
  SECTION("no shape") {
    draft.line(5, "input: {type: bipolar, shape: [], elements_per_beat: 4}")
        .rejected(5, "shape", "an empty list", "extents");
  }
  SECTION("extent 0") {
    draft.line(5, "input: {type: bipolar, shape: [0], elements_per_beat: 4}")
        .rejected(5, "shape", "0", "from 1");
  }
  SECTION("huge shape") {
    draft.line(5, "input: {type: bipolar, shape: [1000000, 1000000], elements_per_beat: 4}")
        .rejected(5, "shape", "larger", "2^30");
  }
  SECTION("beat that does not divide the frame") {
    draft.line(5, "input: {type: bipolar, shape: [8], elements_per_beat: 3}")
        .rejected(5, "input", "3 bits", "8 bits");
  }
  SECTION("unknown kind") {
    draft.line(7, "  - kind: conv2d").rejected(7, "kind", "conv2d", "one of mvtu, vvtu, conv");
  }
  SECTION("bad name") { draft.line(8, "    name: Fc").rejected(8, "name", "Fc", "lower-case"); }
  SECTION("unknown source layer") {
    draft.line(15, "    from: b").rejected(15, "from", "b", "an earlier layer");
  }
  SECTION("stream read twice") {
    draft.line(15, "  - {kind: dwc, out_bits: 1, from: input}")
        .rejected(15, "from", "input", "no other layer reads");
  }
  SECTION("pe does not divide") {
    draft.line(10, "    pe: 3").rejected(10, "pe", "3", "a divisor of the 4 rows");
  }
  SECTION("simd does not divide") {
    draft.line(11, "    simd: 3").rejected(11, "simd", "3", "the 8 columns");
  }
  SECTION("narrow accumulator") {
    draft.line(15, "    accumulator: int4").rejected(15, "accumulator", "int4", "int5");
  }
  SECTION("wide products") {
    draft.line(12, "    weights: {type: int56, seed: 1}").rejected(12, "type", "57 bits", "at most 56");
  }
  SECTION("output without thresholds") { draft.line(13, "").rejected(14, "output", "without", "thresholds"); }
  SECTION("thresholds without output") { draft.line(14, "").rejected(7, "output", "no such key", "it"); }
  SECTION("steps") {
    draft.line(13, "    thresholds: {seed: 2, steps: 2}").rejected(13, "steps", "2", "from 1 to 1");
  }
  SECTION("more thresholds than levels") {
    draft.line(13, "    thresholds: {values: [[1, 2]]}")
        .rejected(14, "output", "bipolar", "at least 3 values");
  }
  SECTION("too many seeded steps") {
    draft.line(14, "    output: int24").rejected(13, "thresholds", "16777215 steps", "at most");
  }
  SECTION("weights outside their type") {
    draft
        .line(12,
              "    weights: {type: bipolar, values: [[1, 0, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1], "
              "[1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]]}")
        .rejected(12, "weights", "0 in row 0, column 1", "bipolar");
  }
  SECTION("weights of another shape") {
    draft.line(12, "    weights: {type: bipolar, values: [[1, 1], [1, 1]]}")
        .rejected(12, "weights", "[2, 2]", "[4, 8]");
  }
  SECTION("ragged values") {
    draft.line(12, "    weights: {type: bipolar, values: [[1, 1], [1]]}")
        .rejected(12, "values", "1 items", "2, as");
  }
  SECTION("empty values") {
    draft.line(12, "    weights: {type: bipolar, values: []}")
        .rejected(12, "values", "an empty list", "numbers");
  }
  SECTION("no source") {
    draft.line(12, "    weights: {type: bipolar}")
        .rejected(12, "weights", "no source", "one of idx, cifar10");
  }
  SECTION("two sources") {
    draft.line(12, "    weights: {type: bipolar, seed: 1, npy: a}")
        .rejected(12, "seed", "npy and seed", "one source");
  }
  SECTION("no candidates") {
    draft.line(12, "    weights: {type: bipolar, from: []}")
        .rejected(12, "from", "an empty list", "a source");
  }
  SECTION("absent file") {
    draft.line(12, "    weights: {type: bipolar, npy: w.npy}")
        .rejected(12, "npy", "w.npy: no such file", "a file");
  }
  SECTION("absent candidates") {
    draft.line(12, "    weights: {type: bipolar, from: [{npy: v.npy}, {npy: w.npy}]}")
        .rejected(12, "npy", "v.npy: no such file", "a file");
  }
  SECTION("npz without array") {
    draft.line(12, "    weights: {type: bipolar, npz: w.npz}").rejected(12, "array", "no such key", "it");
  }
  SECTION("absent BNN-PYNQ folder") {
    draft.line(12, "    weights: {type: bipolar, bnn_pynq: {folder: nosuch, layer: 0}}")
        .rejected(12, "bnn_pynq", "no file", "processing element");
  }
  SECTION("BNN-PYNQ folding") {
    draft.line(12, "    weights: {type: bipolar, bnn_pynq: {folder: nosuch, layer: 0, simd: 5}}")
        .rejected(12, "simd", "5", "8 columns");
  }
  SECTION("second fifo") {
    draft.line(15, "  - {kind: fifo, depth: 2}")
        .append("  - {kind: fifo, depth: 3}")
        .rejected(16, "kind", "a second fifo", "one");
  }
  SECTION("fifo of depth 0") {
    draft.line(15, "  - {kind: fifo, depth: 0}").rejected(15, "depth", "0", "at least 1");
  }
  SECTION("default depth 0") {
    draft.append("default_depth: 0").rejected(16, "default_depth", "0", "from 1");
  }
  SECTION("depth 0") { draft.line(15, "depths: {fc_out: 0}").rejected(15, "fc_out", "0", "from 1"); }
  SECTION("depth of an unknown stream") {
    draft.line(15, "depths: {fc: 1}").rejected(15, "fc", "no stream of that name", "one of input, fc_out");
  }
  SECTION("traffic of an unknown stream") {
    draft.append("traffic: {streams: {fc: {push: back_to_back}}}").rejected(16, "fc", "no stream", "fc_out");
  }
  SECTION("unknown pattern") {
    draft.append("traffic: {source: often}").rejected(16, "source", "often", "back_to_back");
  }
  SECTION("one in 0") {
    draft.append("traffic: {source: {one_in: 0}}").rejected(16, "one_in", "0", "from 1");
  }
  SECTION("never open") {
    draft.append("traffic: {source: {open: 0, closed: 1}}").rejected(16, "open", "0", "from 1");
  }
  SECTION("range the wrong way round") {
    draft.append("traffic: {source: {open: [4, 1], closed: 1}}").rejected(16, "open", "1", "from 4");
  }
  SECTION("range of three") {
    draft.append("traffic: {source: {open: [1, 2, 3], closed: 1}}")
        .rejected(16, "open", "3 numbers", "the least");
  }
  SECTION("accuracy above 1") {
    draft.append("expect: {accuracy_at_least: 98}").rejected(16, "accuracy_at_least", "98", "at most 1");
  }
}

TEST_CASE("scenario: bad frames", "[scenario]") {
  Draft draft;
  draft.data("i", idx_bytes({0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 1, 255}));
  const auto from = [&](const std::string& text) -> Draft& {
    return draft.line(5, "input: {type: int8, shape: [8], elements_per_beat: 4, from: {idx: i" + text + "}}");
  };
  from(", pad_to: 8, pad_value: 0").rejected(5, "from", "the value 255", "int8");
  from(", quantize: {at_least: 9}").rejected(5, "from", "3 elements", "8 for shape [8]");
  from(", quantize: {mul: 1, add: 0, div: 0}").rejected(5, "div", "0", "from 1");
  from(", quantize: {at_least: 9}, pad_to: 2, pad_value: 0").rejected(5, "pad_to", "2", "8, for shape [8]");
  from(", quantize: {at_least: 9}, pad_to: 8").rejected(5, "pad_value", "no such key", "it");
  from(", quantize: {at_least: 9}, pad_to: 8, pad_value: 128").rejected(5, "pad_value", "128", "int8");
  from(", quantize: {at_least: 9}, pad_value: 1").rejected(5, "pad_value", "without pad_to", "both");
  from(", quantize: {at_least: 9}, pad_to: 8, pad_value: 0, labels: i")
      .rejected(5, "labels", "[1, 3]", "[1], one a frame");
}

TEST_CASE("scenario: seeded thresholds behind products are those that these would have", "[scenario]") {
  Draft draft;
  const auto thresholds = [&](const std::vector<std::string>& layers) {
    const Network network =
        draft.layers("{type: uint4, shape: [6, 6, 4], elements_per_beat: 4}", layers).load().network;
    const LayerParams& last = network.layers.back().params;
    if (const auto* threshold = std::get_if<Threshold>(&last)) return threshold->thresholds.values;
    return std::get<Mvtu>(last).thresholds->values;
  };
  const std::string own = "thresholds: {seed: 2}, output: uint3}";
  const std::string mvtu = "  - {kind: mvtu, rows: 8, pe: 2, simd: 2, weights: {type: int4, seed: 1}";
  const std::string threshold = "  - {kind: threshold, pe: 1, " + own;
  CHECK(thresholds({mvtu + "}", threshold}) == thresholds({mvtu + ", " + own}));
  // For other values each channel is taken by itself: 7.5, and one and a half standard deviations either way.
  const Tensor plain = thresholds({threshold});
  CHECK(plain.shape == Shape{4, 7});
  for (const std::int64_t value : plain.values) CHECK((value >= 1 && value <= 14));
}

TEST_CASE("scenario: the networks that branch have the bounds of their foldings", "[scenario]") {
  const auto bound = [](const std::string& name) {
    return load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml")).network.interval_bound();
  };
  CHECK(bound("mobilenet-v1") == 110889);         // 111 x 111 windows of 9 positions
  CHECK(bound("mobilenet-v1-zcu104") == 394272);  // 111 x 111 pixels of 32 channels
  CHECK(bound("resnet50") == 903168);             // 56 x 56 windows, 64 rows / 2, 576 columns / 64
  for (const char* name : {"residual-block", "residual-block-shallow", "unet", "unet-shallow", "two-skips",
                           "two-skips-shallow", "catalogue"}) {
    INFO(name);
    CHECK(bound(name) == 576);
  }
  CHECK(bound("inception") == 1600);        // 64 windows of 25 positions
  CHECK(bound("transposed-conv") == 2304);  // 16 x 16 windows of 9 positions
}

TEST_CASE("scenario: CIFAR-10 records", "[scenario]") {
  Draft draft;
  std::string records(2 * 3073, '\0');
  records[0] = 7;
  records[1] = '\xff';
  records[1 + 1024] = 1;
  draft.data("c", records).line(15, "");
  const auto from = [&](const std::string& text) -> Draft& {
    return draft
        .line(5,
              "input: {type: int8, shape: [32, 32, 3], elements_per_beat: 3, from: {cifar10: c" + text + "}}")
        .line(14, "    output: bipolar");
  };
  const std::string quantize = ", quantize: {mul: 256, add: -32640, div: 255}";
  draft.line(11, "    simd: 3");
  {
    const FrameSource input = from(quantize).load().inputs[0];
    CHECK(input.available() == 2);
    CHECK(input.frame(0).values[0] == 127);   // 128, clamped
    CHECK(input.frame(0).values[1] == -127);  // -126.996
    CHECK(input.frame(0).values[2] == -128);
    CHECK(input.label(0) == 7);
    CHECK(input.label(1) == 0);
  }
  {
    const FrameSource input = from(quantize + ", labels: {values: [4, 9]}").load().inputs[0];
    CHECK(input.label(0) == 4);
    CHECK(input.label(1) == 9);
  }
  from("").rejected(5, "from", "the value 255", "int8");
  from(quantize + ", labels: {values: [4]}").rejected(5, "labels", "[1]", "[2], one a frame");
  from(quantize + ", npy: c").rejected(5, "npy", "cifar10 and npy", "one source");
  draft.data("c", "x");
  from(quantize).rejected(5, "cifar10", "1 bytes", "3073 bytes");
  draft.line(5,
             "input: {type: int8, shape: [32, 32, 3], elements_per_beat: 3, from: [{cifar10: nosuch}, "
             "{cifar10: c, labels: {npy: nosuch}}, {seed: 1}]}");
  CHECK(draft.load().sources.at(0) == "input: seed 1");
}

TEST_CASE("scenario: BNN-PYNQ thresholds of a fraction, and weights of two bits", "[scenario]") {
  Draft draft;
  // One row, two columns of two bits: 0b1101 is 1, -1; two thresholds, 3 and -3, in halves.
  draft.data("0-0-weights.bin", std::string("\x0d") + std::string(7, '\0'))
      .data("0-0-thres.bin", std::string("\x03") + std::string(7, '\0') + '\xfd' + std::string(7, '\xff'));
  const auto load = [&](const std::string& key) -> Draft& {
    return draft.layers("{type: int4, shape: [2], elements_per_beat: 2}",
                        {"  - {kind: mvtu, rows: 1, pe: 1, simd: 2, output: ternary,",
                         "     weights: {type: ternary, bnn_pynq: {folder: ., layer: 0}},",
                         "     thresholds: {bnn_pynq: {folder: ., layer: 0" + key + "}}}"});
  };
  const Network network = load(", fraction_bits: 1").load().network;
  const auto& mvtu = std::get<Mvtu>(network.layers.back().params);
  CHECK(mvtu.weights.values == std::vector<std::int64_t>{1, -1});
  CHECK(mvtu.thresholds->values.values == std::vector<std::int64_t>{2, -1});
  load(", fraction_bits: 32").rejected(9, "fraction_bits", "32", "from 0 to 31");
  load("").line(8, "     weights: {type: ternary, bnn_pynq: {folder: ., layer: 0, fraction_bits: 1}},");
  draft.rejected(8, "fraction_bits", "an unknown key", "folder");
}

TEST_CASE("scenario: from a text, with no file there", "[scenario]") {
  const std::string text =
      "scenario: drawn-0\nintent: One layer.\nseed: 1\nengines: [native]\n"
      "input: {type: uint2, shape: [4], elements_per_beat: 2}\n"
      "layers:\n  - {kind: fork}\n";
  CHECK(parse_scenario(text, "drawn-0").network.layers.size() == 1);
  CHECK(parse_scenario(text, "nosuch/drawn-0.yaml", {.frames = 3}).frames == 3);
  try {
    (void)parse_scenario(text + "  - {kind: fork, copies: 1}\n", "drawn-0");
    FAIL("accepted");
  } catch (const BadInput& error) {
    CHECK(error.file() == "drawn-0");
    CHECK(error.line() == 8);
    CHECK(error.key() == "copies");
  }
}

TEST_CASE("scenario: a reset in mid-frame and the order of processes", "[scenario]") {
  Draft draft;
  CHECK(draft.load().reset_after_cycles == 0);
  CHECK(draft.load().order_seed == 0);
  draft.append("reset_after_cycles: 17").append("order_seed: 5");
  CHECK(draft.load().reset_after_cycles == 17);
  CHECK(draft.load().order_seed == 5);
  draft.line(16, "reset_after_cycles: 0").rejected(16, "reset_after_cycles", "0", "from 1");
  draft.line(16, "reset_after_cycles: 1").line(17, "order_seed: 0");
  draft.rejected(17, "order_seed", "0", "at least 1");
}

TEST_CASE("scenario: patterns of what comes from a seed", "[scenario]") {
  Draft draft;
  const auto input = [&](const std::string& type, const std::string& from) {
    draft.line(5, "input: {type: " + type + ", shape: [64], elements_per_beat: 4, from: {" + from + "}}");
    draft.line(11, "    simd: 4");
    return draft.load();
  };
  using Numbers = std::vector<std::int64_t>;
  const auto distinct = [](Numbers values) {
    std::ranges::sort(values);
    values.erase(std::ranges::unique(values).begin(), values.end());
    return values;
  };
  CHECK(input("int4", "seed: 3, pattern: uniform").inputs[0].frame(1) ==
        input("int4", "seed: 3").inputs[0].frame(1));
  const Numbers extremes = input("int4", "seed: 3, pattern: extremes").inputs[0].frame(1).values;
  CHECK(distinct(extremes) == Numbers{-8, 7});
  const Numbers ramp = input("uint2", "seed: 3, pattern: ramp").inputs[0].frame(1).values;
  for (std::size_t i = 1; i < ramp.size(); ++i) CHECK(ramp[i] == (ramp[i - 1] + 1) % 4);
  const Numbers steps = input("bipolar", "seed: 3, pattern: ramp").inputs[0].frame(1).values;
  for (std::size_t i = 1; i < steps.size(); ++i) CHECK(steps[i] == -steps[i - 1]);
  const Numbers sparse = input("int8", "seed: 3, pattern: sparse").inputs[0].frame(1).values;
  CHECK(std::ranges::count(sparse, 0) > 40);
  CHECK(std::ranges::count(sparse, 0) < 64);
  CHECK(std::ranges::count(input("bipolar", "seed: 3, pattern: sparse").inputs[0].frame(1).values, -1) > 40);

  // Some neighbours are equal and others are not; how many varies from frame to frame.
  const FrameSource runs = input("uint8", "seed: 3, pattern: runs").inputs[0];
  std::set<std::ptrdiff_t> changes;
  for (int frame = 0; frame < 20; ++frame) {
    const Numbers values = runs.frame(frame).values;
    std::ptrdiff_t count = 0;
    for (std::size_t i = 1; i < values.size(); ++i) count += values[i] != values[i - 1] ? 1 : 0;
    changes.insert(count);
  }
  CHECK(*changes.begin() < 8);
  CHECK(*changes.rbegin() > 30);
  CHECK(*changes.rbegin() < 63);

  draft.line(12, "    weights: {type: int4, seed: 1, pattern: extremes}")
      .line(13, "    thresholds: {seed: 2, pattern: ramp}")
      .line(14, "    output: uint2");
  const Scenario s = input("uint2", "seed: 3, pattern: sparse");
  CHECK(s.patterns == std::map<std::string, DataPattern>{{"input", DataPattern::kSparse},
                                                         {"fc weights", DataPattern::kExtremes},
                                                         {"fc thresholds", DataPattern::kRamp}});
  const auto& fc = std::get<Mvtu>(s.network.layers[0].params);
  CHECK(distinct(fc.weights.values) == Numbers{-8, 7});
  for (std::int64_t row = 0; row < 4; ++row) {
    const auto steps_of_row = fc.thresholds->values.row(row);
    CHECK(steps_of_row[1] == steps_of_row[0] + 1);
    CHECK(steps_of_row[2] == steps_of_row[0] + 2);
  }
  draft.line(13, "    thresholds: {seed: 2, pattern: runs}");
  const Scenario in_pairs = draft.load();
  for (std::int64_t row = 0; row < 4; ++row) {
    const auto pairs = std::get<Mvtu>(in_pairs.network.layers[0].params).thresholds->values.row(row);
    CHECK(pairs[0] == pairs[1]);
    CHECK(pairs[1] < pairs[2]);
  }
  draft.line(13, "    thresholds: {seed: 2, pattern: extremes}");
  const Scenario extreme = draft.load();
  const auto& thresholds = *std::get<Mvtu>(extreme.network.layers[0].params).thresholds;
  for (const std::int64_t threshold : thresholds.values.values) {
    CHECK((threshold == fc.accumulator.min() || threshold == fc.accumulator.max() + 1));
  }

  draft.line(12, "    weights: {type: int4, seed: 1, pattern: random}")
      .rejected(12, "pattern", "random", "uniform, extremes, sparse, ramp or runs");
  draft.line(12, "    weights: {type: int4, values: [[1]], pattern: ramp}")
      .rejected(12, "pattern", "it with values", "beside a seed alone");
}

}  // namespace weir::tests::scenario_test

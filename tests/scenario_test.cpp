// Scenario files: what a good one means, and one minimal bad one for each diagnostic.
#include "network/scenario.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "network/error.hpp"

namespace {

using namespace weir;
namespace fs = std::filesystem;

// A scenario file, by lines, in a folder of its own.
class Draft {
 public:
  Draft() { fs::create_directories(folder_); }
  ~Draft() { fs::remove_all(folder_); }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  // Replaces line `number`, counted from 1.
  Draft& line(std::size_t number, const std::string& text) {
    lines_.at(number - 1) = text;
    return *this;
  }
  // In the place of the layer and its depth, from line 7 on, these lines; line 5: the input.
  Draft& layers(const std::string& input, const std::vector<std::string>& entries) {
    lines_.resize(6);
    lines_[4] = "input: " + input;
    lines_.insert(lines_.end(), entries.begin(), entries.end());
    return *this;
  }
  Draft& append(const std::string& text) {
    lines_.push_back(text);
    return *this;
  }
  Draft& data(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return *this;
  }
  [[nodiscard]] fs::path file() const { return folder_ / "s.yaml"; }
  [[nodiscard]] Scenario load(const Overrides& overrides = {}) const {
    std::ofstream stream(file());
    for (const std::string& each : lines_) stream << each << '\n';
    stream.close();
    return load_scenario(file(), overrides);
  }
  void rejected(int line, const std::string& key, const std::string& found, const std::string& wanted) const {
    try {
      (void)load();
    } catch (const BadInput& error) {
      CAPTURE(std::string(error.what()));
      CHECK(error.file() == file().string());
      CHECK(error.line() == line);
      CHECK(error.key() == key);
      CHECK_THAT(error.found(), Catch::Contains(found));
      CHECK_THAT(error.wanted(), Catch::Contains(wanted));
      return;
    }
    FAIL("accepted, but line " << line << ", " << key << " is wrong");
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("weir_scenario_" + std::to_string(::getpid()));
  std::vector<std::string> lines_{
      "scenario: s",
      "intent: One layer.",
      "seed: 1",
      "engines: [golden, native]",
      "input: {type: bipolar, shape: [8], elements_per_beat: 4}",
      "layers:",
      "  - kind: mvtu",
      "    name: fc",
      "    rows: 4",
      "    pe: 2",
      "    simd: 4",
      "    weights: {type: bipolar, seed: 1}",
      "    thresholds: {seed: 2}",
      "    output: bipolar",
      "depths: {fc_out: 3}",
  };
};

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
  CHECK(one.inputs[0].frame(0).values == std::vector<std::int32_t>{-1, -1, -1, 1, -1, 1, -1, -1});
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
      for (const std::int32_t t : mvtu.thresholds->values.row(r)) level += sum >= t ? 1 : 0;
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
  CHECK(input.frame(0).values == std::vector<std::int32_t>{-1, -1, 1, 1, -1, 1, -1, -1});
  CHECK(input.frame(3).values == std::vector<std::int32_t>{-1, -1, -1, -1, -1, 1, -1, -1});
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
  CHECK(draft.load().inputs[0].frame(0).values == std::vector<std::int32_t>{-2, -1, -1, -1, 0, 0, 1, 3});
}

TEST_CASE("scenario: a name is a stem of lower-case letters, digits, - and _", "[scenario]") {
  Draft draft;
  const fs::path other = draft.file().parent_path() / "9.yaml";
  draft.data("9.yaml", "scenario: 9\nintent: a\n");
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
  // Neither the fork nor the converter is the entry's.
  draft.layers(
      "{type: int4, shape: [6, 5, 4], elements_per_beat: 1}",
      {"  - {kind: fork, name: branch}",
       "  - {kind: conv, name: c, channels: 8, kernel: 1, pe: 2, simd: 2, hardware: {freezing: 1}, "
       "weights: {type: int4, seed: 1}}",
       "  - {kind: downsample, name: other, from: branch, stride: 2, simd: 4, hardware: {freezing: 1}}"});
  CHECK(freezing() == std::vector<std::string>{"c", "other"});
}

TEST_CASE("scenario: bad files", "[scenario]") {
  Draft draft;
  SECTION("no file") {
    CHECK_THROWS_WITH(load_scenario("nosuch.yaml"), Catch::StartsWith("nosuch.yaml: found no "));
  }
  SECTION("YAML syntax") { draft.line(4, "engines: [golden").rejected(5, "", "", "valid YAML"); }
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
  SECTION("clock 0") { draft.append("clock_mhz: 0").rejected(16, "clock_mhz", "0", "above 0"); }
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
  SECTION("dwc that does not divide") {
    draft.line(15, "  - {kind: dwc, out_bits: 3}").rejected(15, "out_bits", "3", "4 bits");
  }
  SECTION("too many classes") {
    draft.line(15, "  - {kind: label_select, pe: 1, classes: 5}")
        .rejected(15, "classes", "5", "1 to the 4 inputs");
  }
  SECTION("narrow accumulator") {
    draft.line(15, "    accumulator: int4").rejected(15, "accumulator", "int4", "int5");
  }
  SECTION("wide products") {
    draft.line(12, "    weights: {type: int32, seed: 1}").rejected(12, "type", "33 bits", "at most 32");
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
  from("").rejected(5, "from", "the value 255", "int8");
  from(", quantize: {at_least: 9}").rejected(5, "from", "3 elements", "8 for shape [8]");
  from(", quantize: {mul: 1, add: 0, div: 0}").rejected(5, "div", "0", "from 1");
  from(", quantize: {at_least: 9}, pad_to: 2, pad_value: 0").rejected(5, "pad_to", "2", "at least 3");
  from(", quantize: {at_least: 9}, pad_to: 8").rejected(5, "pad_value", "no such key", "it");
  from(", quantize: {at_least: 9}, pad_to: 8, pad_value: 128").rejected(5, "pad_value", "128", "int8");
  from(", quantize: {at_least: 9}, pad_value: 1").rejected(5, "pad_value", "without pad_to", "both");
  from(", quantize: {at_least: 9}, pad_to: 8, pad_value: 0, labels: i")
      .rejected(5, "labels", "[1, 3]", "[1], one a frame");
}

TEST_CASE("scenario: layers on feature maps", "[scenario]") {
  const std::string square = "{type: int4, shape: [6, 5, 4], elements_per_beat: 4}";
  Draft draft;
  SECTION("pad and swu, each side and direction stated") {
    draft.layers(square,
                 {"  - {kind: pad, name: pad, pads: [1, 2, 0, 3], simd: 4, value: -1}",
                  "  - {kind: swu, name: swu, kernel: [2, 3], stride: [1, 2], dilation: [2, 1], simd: 2, "
                  "buffer_pixels: 40}"});
    const Network network = draft.load().network;
    const auto& pad = std::get<Pad>(network.layers.at(0).params);
    CHECK(pad.before == Extent{1, 2});
    CHECK(pad.after == Extent{0, 3});
    CHECK(pad.value == -1);
    const auto& swu = std::get<Swu>(network.layers.at(2).params);
    CHECK(swu.map.size == Extent{7, 10});
    CHECK(swu.kernel == Extent{2, 3});
    CHECK(swu.stride == Extent{1, 2});
    CHECK(swu.dilation == Extent{2, 1});
    CHECK(swu.buffer_pixels == 40);
    CHECK(network.streams.back().shape == Shape{5, 4, 24});
  }
  SECTION("one number for all directions") {
    draft.layers(square,
                 {"  - {kind: pad, name: pad, pads: 1, simd: 4}",
                  "  - {kind: swu, name: swu, kernel: 3, stride: 2, simd: 2, depthwise: true, "
                  "parallel_window: true}",
                  "  - {kind: vvtu, pe: 2, simd: 9, weights: {type: int4, seed: 1}, thresholds: {seed: 2}, "
                  "output: uint2}"});
    const Network network = draft.load().network;
    const auto& pad = std::get<Pad>(network.layers.at(0).params);
    CHECK(pad.before == Extent{1, 1});
    CHECK(pad.after == Extent{1, 1});
    const auto& swu = std::get<Swu>(network.layers.at(2).params);
    CHECK(swu.kernel == Extent{3, 3});
    CHECK(swu.stride == Extent{2, 2});
    CHECK(swu.dilation == Extent{1, 1});
    CHECK(swu.parallel_window);
    const auto& vvtu = std::get<Vvtu>(network.layers.at(3).params);
    CHECK(vvtu.weights.shape == Shape{4, 9});
    CHECK(vvtu.thresholds->values.shape == Shape{4, 3});
    CHECK(network.streams.back().shape == Shape{3, 3, 4});
  }
  SECTION("in one dimension") {
    draft.layers("{type: int4, shape: [6, 4], elements_per_beat: 4}",
                 {"  - {kind: pad, name: pad, pads: [0, 3], simd: 4}",
                  "  - {kind: swu, name: swu, kernel: 2, stride: 3, simd: 4}"});
    const Network network = draft.load().network;
    const auto& pad = std::get<Pad>(network.layers.at(0).params);
    CHECK(pad.before == Extent{0, 0});
    CHECK(pad.after == Extent{0, 3});
    const auto& swu = std::get<Swu>(network.layers.at(1).params);
    CHECK(swu.kernel == Extent{1, 2});
    CHECK(swu.stride == Extent{1, 3});
    CHECK(network.streams.back().shape == Shape{3, 8});
  }
  SECTION("pools") {
    draft.layers(square, {"  - {kind: maxpool, name: max, kernel: [2, 1], pe: 4}",
                          "  - {kind: swu, name: swu, kernel: 2, simd: 2, depthwise: true}",
                          "  - {kind: pool, name: mean, op: average, pe: 2, simd: 4, output: int3, shift: 3}",
                          "  - {kind: pool, name: sum, op: accumulate, global: true, pe: 2}",
                          "  - {kind: threshold, name: t, pe: 2, thresholds: {seed: 1}, output: uint2}"});
    const Network network = draft.load().network;
    CHECK(std::get<Maxpool>(network.layers.at(0).params).windows() == Extent{3, 5});
    const auto& mean = std::get<Pool>(network.layers.at(network.find_layer("mean")).params);
    CHECK(mean.op == Pool::Op::kAverage);
    CHECK(mean.shift == 3);
    CHECK(mean.result == DataType::sint(3));
    const auto& sum = std::get<Pool>(network.layers.at(network.find_layer("sum")).params);
    CHECK(sum.op == Pool::Op::kAccumulate);
    CHECK(sum.positions == 8);
    CHECK(network.streams.back().shape == Shape{4});
  }
  SECTION("mvtu: a vector for each pixel, or one of all of them") {
    const std::string keys = "rows: 3, pe: 1, simd: 2, weights: {type: int4, seed: 1}";
    draft.layers(square, {"  - {kind: mvtu, name: fc, " + keys + "}"});
    CHECK(draft.load().network.streams.back().shape == Shape{6, 5, 3});
    draft.layers(square, {"  - {kind: mvtu, name: fc, flatten: true, " + keys + "}"});
    const Network network = draft.load().network;
    CHECK(std::get<Mvtu>(network.layers.back().params).weights.shape == Shape{3, 120});
    CHECK(network.streams.back().shape == Shape{3});
  }
}

TEST_CASE("scenario: conv is pad, swu and mvtu or vvtu", "[scenario]") {
  Draft draft;
  const auto conv = [&](const std::string& keys, const std::string& type = "int4") {
    draft.layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
                 {"  - {kind: conv, name: c, " + keys + ", weights: {type: " + type + ", seed: 1}}"});
    return draft.load();
  };
  const auto swu = [](const Network& network) {
    return std::get<Swu>(network.layers.at(static_cast<std::size_t>(network.find_layer("c_swu"))).params);
  };
  SECTION("all of it") {
    const Network network =
        conv("channels: 8, kernel: 3, stride: 2, dilation: [2, 1], pads: [1, 0, 2, 1], pe: 2, simd: 2")
            .network;
    const auto& pad =
        std::get<Pad>(network.layers.at(static_cast<std::size_t>(network.find_layer("c_pad"))).params);
    CHECK(pad.after == Extent{2, 1});
    CHECK(pad.simd == 2);
    CHECK(swu(network).stride == Extent{2, 2});
    CHECK(swu(network).dilation == Extent{2, 1});
    CHECK(network.layers.back().name == "c");
    CHECK(std::get<Mvtu>(network.layers.back().params).cols == 36);
    CHECK(network.streams.back().shape == Shape{3, 2, 8});
  }
  SECTION("the swu's folding follows the products'") {
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 2").network).simd == 2);
    CHECK_FALSE(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 2").network).parallel_window);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 12").network).simd == 4);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 6").network).simd == 2);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 36").network).simd == 4);
    CHECK(swu(conv("channels: 8, kernel: 3, pe: 2, simd: 36").network).parallel_window);
    CHECK_FALSE(swu(conv("channels: 8, kernel: 1, stride: 2, pe: 2, simd: 4").network).parallel_window);
  }
  SECTION("or is stated") {
    const Network network =
        conv(
            "channels: 8, kernel: 3, pads: 1, pe: 2, simd: 36, pad: {simd: 1, value: 2}, swu: "
            "{simd: 2, parallel_window: false, buffer_pixels: 99}")
            .network;
    CHECK(swu(network).simd == 2);
    CHECK_FALSE(swu(network).parallel_window);
    CHECK(swu(network).buffer_pixels == 99);
    const auto& pad =
        std::get<Pad>(network.layers.at(static_cast<std::size_t>(network.find_layer("c_pad"))).params);
    CHECK(pad.simd == 1);
    CHECK(pad.value == 2);
  }
  SECTION("kernel 1 and stride 1: no windows") {
    const Network network = conv("channels: 8, kernel: 1, pads: 1, pe: 2, simd: 2").network;
    CHECK(network.find_layer("c_swu") < 0);
    CHECK(std::get<Pad>(network.layers.at(1).params).simd == 2);
    CHECK(network.streams.back().shape == Shape{8, 7, 8});
  }
  SECTION("depthwise") {
    const Network network = conv("depthwise: true, kernel: 3, pe: 2, simd: 3").network;
    CHECK(swu(network).simd == 2);
    CHECK_FALSE(swu(network).parallel_window);
    CHECK(std::get<Vvtu>(network.layers.back().params).kernel == 9);
    CHECK(network.streams.back().shape == Shape{4, 3, 4});
    CHECK(swu(conv("depthwise: true, channels: 4, kernel: 3, pe: 2, simd: 9").network).parallel_window);
    CHECK(swu(conv("depthwise: true, kernel: 1, pe: 2, simd: 1").network).simd == 2);
  }
  SECTION("engine: rtl is all of its layers'") {
    const Scenario s = conv("channels: 8, kernel: 3, pads: 1, pe: 2, simd: 2, engine: rtl");
    std::vector<std::string> names;
    for (const int layer : s.rtl_layers) names.push_back(s.network.layer(layer).name);
    CHECK(names == std::vector<std::string>{"c_pad", "c_swu", "c"});
  }
}

TEST_CASE("scenario: bad layers on feature maps", "[scenario]") {
  Draft draft;
  const auto layer = [&](const std::string& entry) -> Draft& {
    return draft.layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}", {"  - " + entry});
  };
  const auto line = [&](const std::string& entry) -> Draft& {
    return draft.layers("{type: bipolar, shape: [6, 4], elements_per_beat: 4}", {"  - " + entry});
  };
  const std::string w = "weights: {type: int4, seed: 1}";
  layer("{kind: swu, kernel: [3], simd: 4}").rejected(7, "kernel", "1 numbers", "[height, width]");
  layer("{kind: swu, kernel: 0, simd: 4}").rejected(7, "kernel", "0", "from 1");
  layer("{kind: swu, kernel: [2, 1048577], simd: 4}").rejected(7, "kernel", "1048577", "to 1048576");
  layer("{kind: swu, kernel: 6, simd: 4}").rejected(7, "kernel", "6, spread over 6", "width, 5");
  layer("{kind: swu, kernel: 3, dilation: 3, simd: 4}")
      .rejected(7, "kernel", "3, spread over 7", "height, 6");
  layer("{kind: swu, kernel: 3, stride: -1, simd: 4}").rejected(7, "stride", "-1", "from 1");
  layer("{kind: swu, kernel: 3, dilation: a, simd: 4}").rejected(7, "dilation", "a", "an integer");
  layer("{kind: swu, kernel: 3, simd: 3}").rejected(7, "simd", "3", "a divisor of the 4 channels");
  layer("{kind: swu, kernel: 3, simd: 2, parallel_window: true}").rejected(7, "simd", "2 with", "all 4");
  layer("{kind: swu, kernel: 3, simd: 2, buffer_pixels: 12}")
      .rejected(7, "buffer_pixels", "12", "at least 13");
  layer("{kind: swu, kernel: 3, simd: 2, buffer_pixels: 0}").rejected(7, "buffer_pixels", "0", "from 1");
  layer("{kind: swu, kernel: 3, simd: 4, parallel_window: true, buffer_pixels: 13}")
      .rejected(7, "buffer_pixels", "13", "none with a parallel window");
  line("{kind: swu, kernel: [2, 2], simd: 4}").rejected(7, "kernel", "2", "height, 1");
  draft.layers("{type: int4, shape: [6], elements_per_beat: 2}", {"  - {kind: swu, kernel: 1, simd: 1}"})
      .rejected(7, "layers", "[6]", "a feature map");

  layer("{kind: pad, pads: [1, 1], simd: 4}").rejected(7, "pads", "2 numbers", "[top, left, bottom, right]");
  line("{kind: pad, pads: [1, 1, 1, 1], simd: 4}").rejected(7, "pads", "4 numbers", "[left, right]");
  layer("{kind: pad, pads: -1, simd: 4}").rejected(7, "pads", "-1", "from 0");
  layer("{kind: pad, pads: 1, simd: 4, value: 8}").rejected(7, "value", "8", "int4");
  line("{kind: pad, pads: 1, simd: 4}").rejected(7, "value", "0", "bipolar");
  layer("{kind: pad, name: p, pads: 1048576, simd: 4}")
      .rejected(7, "p_out", "[2097158, 2097157, 4]", "1073741824");

  layer("{kind: maxpool, kernel: [7, 1], pe: 4}").rejected(7, "kernel", "[7, 1]", "[6, 5]");
  layer("{kind: maxpool, kernel: 2, pe: 3}").rejected(7, "pe", "3", "4 channels");

  layer("{kind: pool, op: min, pe: 4}").rejected(7, "op", "min", "max, average or accumulate");
  layer("{kind: pool, op: max, pe: 4}").rejected(7, "layers", "[6, 5, 4]", "depthwise: true");
  layer("{kind: pool, op: max, global: true, pe: 4, output: int4}")
      .rejected(7, "output", "op: max", "average");
  layer("{kind: pool, op: accumulate, global: true, pe: 4, shift: 1}")
      .rejected(7, "shift", "op: acc", "average");
  layer("{kind: pool, op: average, global: true, pe: 4}").rejected(7, "output", "no such key", "it");
  layer("{kind: pool, op: average, global: true, pe: 4, output: int4, shift: 32}")
      .rejected(7, "shift", "32", "from 0 to 31");
  layer("{kind: pool, op: average, global: true, pe: 4, output: int4, shift: 0}")
      .rejected(7, "output", "int4", "from -240 to 210");
  layer("{kind: pool, op: max, global: true, pe: 4, simd: 2}").rejected(7, "simd", "2", "1 over a whole map");
  line("{kind: pool, op: accumulate, global: true, pe: 4}").rejected(7, "op", "bipolar", "max");

  layer("{kind: vvtu, pe: 4, simd: 1, " + w + "}").rejected(7, "layers", "[6, 5, 4]", "depthwise: true");
  draft
      .layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: swu, kernel: 3, simd: 2, depthwise: true}",
               "  - {kind: vvtu, pe: 4, simd: 1, " + w + "}"})
      .rejected(8, "pe", "4", "2, the simd of the swu before");
  draft
      .layers("{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: swu, kernel: 3, simd: 2, depthwise: true}",
               "  - {kind: vvtu, pe: 2, simd: 1, weights: {type: int4, seed: 1, streamed: true}}"})
      .rejected(8, "streamed", "an unknown key", "one of type");
  draft
      .layers("{type: int4, shape: [1024, 1024, 4], elements_per_beat: 4}",
              {"  - {kind: mvtu, rows: 1024, pe: 1, simd: 1, flatten: true, " + w + "}"})
      .rejected(7, "weights", "[1024, 4194304] weights", "2^30");
  draft
      .layers("{type: int4, shape: [4], elements_per_beat: 4}",
              {"  - {kind: mvtu, rows: 1048576, pe: 1, simd: 1, " + w +
               ", thresholds: {seed: 1}, output: uint12}"})
      .rejected(7, "thresholds", "[1048576, 4095] thresholds", "2^30");
}

TEST_CASE("scenario: bad convolutions", "[scenario]") {
  Draft draft;
  const auto conv = [&](const std::string& keys) -> Draft& {
    return draft.layers(
        "{type: int4, shape: [6, 5, 4], elements_per_beat: 4}",
        {"  - {kind: conv, name: c, pe: 2, weights: {type: int4, seed: 1},", "     " + keys + "}"});
  };
  conv("kernel: 3, simd: 2").rejected(7, "channels", "no such key", "it");
  conv("channels: 8, simd: 2").rejected(7, "kernel", "no such key", "it");
  conv("channels: 8, kernel: 3, simd: 2, rows: 8").rejected(8, "rows", "an unknown key", "channels");
  conv("channels: 0, kernel: 3, simd: 2").rejected(8, "channels", "0", "from 1");
  conv("channels: 8, kernel: 7, simd: 2").rejected(8, "kernel", "7, spread over 7", "height, 6");
  conv("channels: 8, kernel: 1048576, simd: 2").rejected(8, "kernel", "1099511627776 positions", "2^30");
  conv("channels: 8, kernel: 3, simd: 5").rejected(8, "simd", "5", "36 columns");
  conv("channels: 7, kernel: 3, simd: 2").rejected(7, "pe", "2", "7 rows");
  conv("channels: 8, kernel: 3, simd: 2, pad: {simd: 4}").rejected(8, "pad", "without pads", "both");
  conv("channels: 8, kernel: 3, simd: 2, pads: 1, pad: {pe: 4}").rejected(8, "pe", "an unknown key", "simd");
  conv("channels: 8, kernel: 3, simd: 2, pads: 1,\n     pad: {simd: 3}")
      .rejected(9, "simd", "3", "4 channels");
  conv("channels: 8, kernel: 3, simd: 2, pads: 1,\n     pad: {value: 8}").rejected(9, "value", "8", "int4");
  conv("channels: 8, kernel: 3, simd: 2,\n     swu: {simd: 3}").rejected(9, "simd", "3", "4 channels");
  conv("channels: 8, kernel: 3, simd: 2,\n     swu: {buffer_pixels: 9}")
      .rejected(9, "buffer_pixels", "9", "13");
  conv("channels: 8, kernel: 3, simd: 2, swu: {pe: 3}").rejected(8, "pe", "an unknown key", "simd");
  conv("channels: 8, kernel: 1, simd: 2, swu: {simd: 2}").rejected(8, "swu", "kernel 1", "no windows");
  conv("channels: 8, kernel: 3, simd: 3, depthwise: true").rejected(8, "channels", "8", "4, as come in");
  conv("kernel: 3, simd: 2, depthwise: true").rejected(8, "simd", "2", "9 positions");
  draft
      .layers(
          "{type: int4, shape: [6, 5, 3], elements_per_beat: 3}",
          {"  - {kind: conv, depthwise: true, kernel: 3, pe: 2, simd: 3, weights: {type: int4, seed: 1}}"})
      .rejected(7, "pe", "2", "3 channels");
}

TEST_CASE("scenario: layers that branch, join and resample", "[scenario]") {
  Draft draft;
  draft.layers(
      "{type: uint4, shape: [4, 6, 4], elements_per_beat: 4}",
      {"  - {kind: mem_in, name: fetch, latency: 20, cycles_per_beat: 2, burst: 8, burst_gap: 3}",
       "  - {kind: fork, name: branch, copies: 3}",
       "  - {kind: eltwise, name: far, from: [branch, branch], op: absolute_difference, pe: 2}",
       "  - {kind: add, name: sum, from: [far, branch], pe: 4}",
       "  - {kind: split, name: parts, pe: 1, channels: [1, 3]}",
       "  - {kind: concat, name: whole, from: [parts_out1, parts_out0], pe: 1}",
       "  - {kind: channelwise, name: scale, op: multiply, pe: 2, parameters: {type: int3, values: [1, 2, 3, "
       "-4]}}",
       "  - {kind: downsample, name: less, stride: [1, 2], simd: 4}",
       "  - {kind: upsample, name: more, scale: 3, simd: 2}",
       "  - {kind: pad, name: spread, pads: 0, between: [1, 2], simd: 4}",
       "  - {kind: threshold, name: act, pe: 4, thresholds: {seed: 1}, output: uint2}",
       "  - {kind: normalize, name: norm, pe: 4, output: uint3}",
       "  - {kind: tmr_check, name: vote, triplets: [1]}",
       "  - {kind: mem_out, name: store, from: vote_out0}"});
  const Scenario s = draft.load();
  const auto params = [&](const std::string& layer) -> const LayerParams& {
    return s.network.layers.at(static_cast<std::size_t>(s.network.find_layer(layer))).params;
  };
  const auto shape = [&](const std::string& stream) {
    return s.network.streams.at(static_cast<std::size_t>(s.network.find_stream(stream))).shape;
  };
  const auto& fetch = std::get<Mem>(params("fetch"));
  CHECK_FALSE(fetch.out);
  CHECK(fetch.latency == 20);
  CHECK(fetch.cycles_per_beat == 2);
  CHECK(fetch.burst == 8);
  CHECK(fetch.burst_gap == 3);
  CHECK(std::get<Fork>(params("branch")).copies == 3);
  CHECK(std::get<Eltwise>(params("far")).op == Eltwise::Op::kAbsoluteDifference);
  CHECK(std::get<Eltwise>(params("far")).pe == 2);
  CHECK(std::get<Eltwise>(params("sum")).op == Eltwise::Op::kAdd);
  CHECK(std::get<Eltwise>(params("sum")).pe == 4);
  const auto& sum = s.network.layers.at(static_cast<std::size_t>(s.network.find_layer("sum")));
  CHECK(sum.inputs.at(1) == s.network.find_stream("branch_out2"));
  CHECK(std::get<Split>(params("parts")).channels == std::vector<std::int64_t>{1, 3});
  CHECK(std::get<Concat>(params("whole")).channels == std::vector<std::int64_t>{3, 1});
  CHECK(std::get<Channelwise>(params("scale")).op == Channelwise::Op::kMultiply);
  CHECK(std::get<Channelwise>(params("scale")).parameters == Tensor({4}, {1, 2, 3, -4}));
  CHECK(std::get<Channelwise>(params("scale")).parameter == DataType::sint(3));
  CHECK(shape("less_out") == Shape{4, 3, 4});
  CHECK(shape("more_out") == Shape{12, 9, 4});
  CHECK(shape("spread_out") == Shape{23, 25, 4});
  CHECK(std::get<Normalize>(params("norm")).result == DataType::uint(3));
  CHECK(std::get<TmrCheck>(params("vote")).triplets == std::vector<std::int64_t>{1});
  const auto& store = std::get<Mem>(params("store"));
  CHECK(store.out);
  CHECK(store.latency == 0);
  CHECK(store.cycles_per_beat == 1);
  CHECK(store.burst == 23 * 25);
  CHECK(store.burst_gap == 0);
  CHECK(s.network.outputs.size() == 2);

  SECTION("in one dimension") {
    draft.layers(
        "{type: uint4, shape: [6, 4], elements_per_beat: 4}",
        {"  - {kind: fork}", "  - {kind: pad, name: spread, from: fork_0, pads: 0, between: 2, simd: 4}",
         "  - {kind: upsample, name: more, from: fork_0, scale: 2, simd: 4}",
         "  - {kind: downsample, name: less, stride: 5, simd: 4}"});
    const Network network = draft.load().network;
    const auto of = [&](const std::string& stream) {
      return network.streams.at(static_cast<std::size_t>(network.find_stream(stream))).shape;
    };
    CHECK(of("spread_out") == Shape{16, 4});
    CHECK(of("more_out") == Shape{12, 4});
    CHECK(of("less_out") == Shape{3, 4});
  }
}

TEST_CASE("scenario: tables", "[scenario]") {
  Draft draft;
  const auto lookup = [&](const std::string& table) -> Draft& {
    return draft.layers("{type: uint2, shape: [6], elements_per_beat: 1}",
                        {"  - {kind: lookup, pe: 2, table: {type: int4, " + table + "}}"});
  };
  const auto loaded = [&](const std::string& table) {
    return std::get<Lookup>(lookup(table).load().network.layers[0].params);
  };
  CHECK(loaded("dimension: 4, seed: 7").table.shape == Shape{4, 4});
  CHECK(loaded("dimension: 4, seed: 7").table == loaded("dimension: 4, from: {seed: 7}").table);
  CHECK_FALSE(loaded("dimension: 4, seed: 7").table == loaded("dimension: 4, seed: 8").table);
  CHECK(loaded("dimension: 2, values: [[1, 2], [3, 4], [5, 6], [7, -8], [0, 0]]").table.shape == Shape{5, 2});

  lookup("seed: 7").rejected(7, "dimension", "no such key", "it");
  lookup("dimension: 4").rejected(7, "table", "no source", "one of idx");
  lookup("dimension: 4, size: 7").rejected(7, "size", "an unknown key", "one of type, dimension");
  lookup("dimension: 0, seed: 7").rejected(7, "dimension", "0", "from 1");
  lookup("dimension: 3, seed: 7").rejected(7, "pe", "2", "dimension, 3");
  lookup("dimension: 2, values: [1, 2]").rejected(7, "table", "shape [2]", "[entries, 2]");
  lookup("dimension: 2, values: [[1], [2], [3], [4]]").rejected(7, "table", "shape [4, 1]", "[entries, 2]");
  lookup("dimension: 2, values: [[1, 2], [3, 4], [5, 6]]").rejected(7, "table", "3 entries", "4 or more");
  lookup("dimension: 2, values: [[1, 2], [3, 4], [5, 6], [7, 8]]").rejected(7, "table", "8", "int4");
  draft
      .layers("{type: uint31, shape: [6], elements_per_beat: 1}",
              {"  - {kind: lookup, pe: 1, table: {type: int4, dimension: 1, seed: 1}}"})
      .rejected(7, "table", "[2147483648, 1]", "2^30");
  draft
      .layers("{type: int4, shape: [6], elements_per_beat: 1}",
              {"  - {kind: lookup, pe: 1, table: {type: int4, dimension: 1, seed: 1}}"})
      .rejected(7, "table", "int4", "unsigned indices");
}

TEST_CASE("scenario: weights from a memory, and vectors at once", "[scenario]") {
  Draft draft;
  const auto weights = [&](const std::string& text) -> Draft& {
    return draft.line(12, "    weights: {type: bipolar, seed: 1" + text + "}");
  };
  const auto network = [&](const std::string& text) { return weights(text).load().network; };
  {
    const Network plain = network(", streamed: true");
    const auto& memory = std::get<Memstream>(plain.layers.at(0).params);
    CHECK(memory.elements_per_beat == 8);
    CHECK(memory.cycles_per_beat == 1);
    CHECK(plain.layers.size() == 2);
  }
  {
    const Network slow = network(", streamed: true, memory: {elements_per_beat: 2, cycles_per_beat: 3}");
    const auto& memory = std::get<Memstream>(slow.layers.at(0).params);
    CHECK(memory.elements_per_beat == 2);
    CHECK(memory.cycles_per_beat == 3);
    CHECK(slow.layers.at(1).kind() == "dwc");
  }
  weights(", memory: {cycles_per_beat: 3}").rejected(12, "memory", "without streamed: true", "both");
  weights(", streamed: true, memory: 3").rejected(12, "memory", "3", "a map");
  weights(", streamed: true, memory: {latency: 3}").rejected(12, "latency", "an unknown key", "elements_per");
  weights(", streamed: true,\n      memory: {elements_per_beat: 3}")
      .rejected(13, "elements_per_beat", "3", "32 elements");
  weights(", streamed: true,\n      memory: {cycles_per_beat: 1048577}")
      .rejected(13, "cycles_per_beat", "1048577", "1 to 2^20");
  weights(", streamed: true, memory: {cycles_per_beat: 0}")
      .rejected(12, "cycles_per_beat", "0", "at least 1");

  const auto conv = [&](const std::string& keys) -> Draft& {
    return draft.layers("{type: int4, shape: [6, 6, 4], elements_per_beat: 4}",
                        {"  - {kind: conv, name: c, weights: {type: int4, seed: 1}, " + keys + "}"});
  };
  {
    const Network pairs = conv("channels: 8, kernel: 3, mmv: 2, pe: 8, simd: 4").load().network;
    CHECK(std::get<Swu>(pairs.layers.at(0).params).mmv == 2);
    CHECK(std::get<Mvtu>(pairs.layers.at(1).params).mmv == 2);
    CHECK(pairs.layers.size() == 2);
    CHECK(pairs.streams.back().shape == Shape{4, 4, 8});
    CHECK(pairs.streams.back().beats_per_frame == 8);
  }
  CHECK(conv("channels: 8, kernel: 1, mmv: 3, pe: 8, simd: 4").load().network.layers.size() == 2);  // a dwc
  conv("channels: 8, kernel: 3, mmv: 0, pe: 8, simd: 4").rejected(7, "mmv", "0", "from 1 to 64");
  conv("channels: 8, kernel: 3, mmv: 3, pe: 8, simd: 4").rejected(7, "mmv", "3", "4 windows in a row");
  conv("channels: 8, kernel: 3, mmv: 2, pe: 4, simd: 4").rejected(7, "mmv", "2 with pe 4", "pe = rows");
  conv("channels: 8, kernel: 3, mmv: 2, pe: 8, simd: 12").rejected(7, "mmv", "simd 12", "of the swu");
  conv("kernel: 3, depthwise: true, mmv: 2, pe: 4, simd: 1").rejected(7, "mmv", "2", "depthwise order");
  draft
      .layers("{type: int4, shape: [6, 6, 4], elements_per_beat: 4}",
              {"  - {kind: swu, kernel: 3, mmv: 2, simd: 4}",
               "  - {kind: mvtu, rows: 2, pe: 2, simd: 4, mmv: 4, weights: {type: int4, seed: 1}}"})
      .rejected(8, "mmv", "4 and simd 4", "2 and 4");
}

TEST_CASE("scenario: seeded thresholds behind products are those that these would have", "[scenario]") {
  Draft draft;
  const auto thresholds = [&](const std::vector<std::string>& layers) {
    const Network network =
        draft.layers("{type: uint4, shape: [6, 6, 4], elements_per_beat: 4}", layers).load().network;
    const LayerParams& last = network.layers.back().params;
    if (const auto* threshold = std::get_if<Threshold>(&last)) return threshold->thresholds.values;
    if (const auto* mvtu = std::get_if<Mvtu>(&last)) return mvtu->thresholds->values;
    return std::get<Vvtu>(last).thresholds->values;
  };
  const std::string own = "thresholds: {seed: 2}, output: uint3}";
  const std::string mvtu = "  - {kind: mvtu, rows: 8, pe: 2, simd: 2, weights: {type: int4, seed: 1}";
  const std::string vvtu =
      "  - {kind: conv, kernel: 3, depthwise: true, pe: 2, simd: 1, weights: {type: int4, seed: 1}";
  const std::string threshold = "  - {kind: threshold, pe: 1, " + own;
  CHECK(thresholds({mvtu + "}", threshold}) == thresholds({mvtu + ", " + own}));
  CHECK(thresholds({vvtu + "}", threshold}) == thresholds({vvtu + ", " + own}));
  // Of other values each channel stands for itself: 7.5 and one and a half standard deviations to both sides.
  const Tensor plain = thresholds({threshold});
  CHECK(plain.shape == Shape{4, 7});
  for (const std::int32_t value : plain.values) CHECK((value >= 1 && value <= 14));
}

TEST_CASE("scenario: bad layers that branch, join and resample", "[scenario]") {
  Draft draft;
  const auto layer = [&](const std::string& entry) -> Draft& {
    return draft.layers("{type: uint4, shape: [6, 5, 4], elements_per_beat: 4}", {"  - " + entry});
  };
  // A second layer, of two streams: one of 4 bits, one of 2.
  const auto joined = [&](const std::string& entry) -> Draft& {
    return draft.layers("", {"  - {kind: fork, name: branch, from: a}", "  - " + entry})
        .line(
            5,
            "inputs: [{name: a, type: uint4, shape: [3, 4], elements_per_beat: 4}, {name: b, type: int2, "
            "shape: [3, 4], elements_per_beat: 4}, {name: c, type: uint4, shape: [2, 4], elements_per_beat: "
            "4}, {name: d, type: int31, shape: [3, 4], elements_per_beat: 4}]");
  };
  layer("{kind: fork, copies: 1}").rejected(7, "copies", "1", "2 to 16");
  layer("{kind: fork, copies: 17}").rejected(7, "copies", "17", "2 to 16");
  layer("{kind: fork, outputs: 2}").rejected(7, "outputs", "an unknown key", "copies");

  joined("{kind: add, from: [branch, branch_out0], pe: 4}").rejected(8, "from", "branch_out0", "it once");
  joined("{kind: add, from: branch, pe: 4}").rejected(8, "from", "1 streams", "two to join");
  joined("{kind: add, from: [branch, c], pe: 4}").rejected(8, "from", "[3, 4] and [2, 4]", "one shape");
  joined("{kind: add, from: [branch, b], pe: 3}").rejected(8, "pe", "3", "4 channels");
  joined("{kind: add, from: [branch, b], op: add, pe: 4}").rejected(8, "op", "an unknown key", "pe");
  joined("{kind: add, from: [branch, nosuch], pe: 4}").rejected(8, "from", "nosuch", "an earlier layer");
  joined("{kind: add, from: [], pe: 4}").rejected(8, "from", "an empty list", "the streams to read");
  joined("{kind: eltwise, from: [branch, b], pe: 4}").rejected(8, "op", "no such key", "it");
  joined("{kind: eltwise, from: [branch, b], op: divide, pe: 4}")
      .rejected(8, "op", "divide", "add, subtract");
  joined("{kind: eltwise, from: [d, b], op: multiply, pe: 4}").rejected(8, "op", "int33", "int32, uint31");
  joined("{kind: concat, from: [branch, b], pe: 4}").rejected(8, "from", "uint4 and of int2", "one type");
  joined("{kind: concat, from: [branch, c], pe: 4}").rejected(8, "from", "[2, 4] beside [3, 4]", "channels");
  joined("{kind: concat, from: [branch], pe: 4}").rejected(8, "from", "1 streams", "2 to 16");
  joined("{kind: concat, from: [branch, branch], pe: 3}").rejected(8, "pe", "3", "4 channels");
  joined("{kind: pad, from: [branch, b], pads: 1, simd: 4}")
      .rejected(8, "from", "2 streams", "one, for a pad");

  layer("{kind: split, pe: 1, channels: 4}").rejected(7, "channels", "4", "a list");
  layer("{kind: split, pe: 1, channels: [4]}").rejected(7, "channels", "1 parts", "2 to 16");
  layer("{kind: split, pe: 1, channels: [1, 2]}").rejected(7, "channels", "a sum of 3", "4 channels");
  layer("{kind: split, pe: 1, channels: [4, 0]}").rejected(7, "channels", "0", "from 1");
  layer("{kind: split, pe: 2, channels: [1, 3]}").rejected(7, "pe", "2", "1 channels");

  layer("{kind: channelwise, op: divide, pe: 4, parameters: {type: int4, seed: 1}}")
      .rejected(7, "op", "divide", "add, multiply or compare");
  layer("{kind: channelwise, op: add, pe: 3, parameters: {type: int4, seed: 1}}")
      .rejected(7, "pe", "3", "4 channels");
  layer("{kind: channelwise, op: add, pe: 4}").rejected(7, "parameters", "no such key", "it");
  layer("{kind: channelwise, op: add, pe: 4, parameters: {seed: 1}}")
      .rejected(7, "type", "no such key", "it");
  layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, steps: 1, seed: 1}}")
      .rejected(7, "steps", "an unknown key", "one of type");
  layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, values: [1, 2]}}")
      .rejected(7, "parameters", "shape [2]", "[4]");
  layer("{kind: channelwise, op: add, pe: 4, parameters: {type: int4, values: [1, 2, 3, 8]}}")
      .rejected(7, "parameters", "8", "int4");
  layer("{kind: channelwise, op: multiply, pe: 4, parameters: {type: uint28, seed: 1}}")
      .rejected(7, "op", "uint32", "int32, uint31");

  layer("{kind: upsample, simd: 4}").rejected(7, "scale", "no such key", "it");
  layer("{kind: upsample, scale: 0, simd: 4}").rejected(7, "scale", "0", "from 1");
  layer("{kind: upsample, scale: 1025, simd: 4}").rejected(7, "scale", "1025", "1 to 1024");
  layer("{kind: upsample, scale: 2, simd: 3}").rejected(7, "simd", "3", "4 channels");
  layer("{kind: downsample, stride: 0, simd: 4}").rejected(7, "stride", "0", "from 1");
  layer("{kind: downsample, stride: 2, simd: 3}").rejected(7, "simd", "3", "4 channels");
  layer("{kind: downsample, stride: [1, 2, 3], simd: 4}")
      .rejected(7, "stride", "3 numbers", "[height, width]");

  layer("{kind: normalize, pe: 4}").rejected(7, "output", "no such key", "it");
  layer("{kind: normalize, pe: 7, output: uint8}").rejected(7, "pe", "7", "120 channels");
  layer("{kind: normalize, pe: 4, output: int4}").rejected(7, "output", "int4", "binary or uint2 to uint8");
  joined("{kind: normalize, from: b, pe: 4, output: uint8}").rejected(8, "from", "int2", "uint2 to uint16");

  layer("{kind: tmr_check, triplets: []}").rejected(7, "triplets", "none", "at least one");
  layer("{kind: tmr_check, triplets: 1}").rejected(7, "triplets", "1", "a list");
  layer("{kind: tmr_check, triplets: [-1]}").rejected(7, "triplets", "-1", "from 0");
  layer("{kind: tmr_check, triplets: [2]}").rejected(7, "triplets", "2", "two more");

  layer("{kind: mem_in, latency: -1}").rejected(7, "latency", "-1", "0 to 1048576");
  layer("{kind: mem_in, cycles_per_beat: 0}").rejected(7, "cycles_per_beat", "0", "1 to 1048576");
  layer("{kind: mem_in, burst: 0}").rejected(7, "burst", "0", "at least 1");
  layer("{kind: mem_in, burst_gap: -1}").rejected(7, "burst_gap", "-1", "0 to 1048576");
  layer("{kind: mem_in, pe: 1}").rejected(7, "pe", "an unknown key", "latency");
  draft
      .layers("{type: uint4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: fork, name: branch}", "  - {kind: mem_in, name: m}"})
      .rejected(6, "m", "branch_out0", "a network input before it");
  draft
      .layers("{type: uint4, shape: [6, 5, 4], elements_per_beat: 4}",
              {"  - {kind: mem_out, name: m}", "  - {kind: fork, name: branch}"})
      .rejected(6, "m", "branch", "nothing after it");

  layer("{kind: pad, pads: 0, between: -1, simd: 4}").rejected(7, "between", "-1", "from 0");
  layer("{kind: pad, pads: 0, between: [1], simd: 4}").rejected(7, "between", "1 numbers", "[height, width]");
  joined("{kind: pad, from: branch, pads: 0, between: [1, 1], simd: 4}")
      .rejected(8, "between", "rows", "one dimension");
  joined("{kind: upsample, from: branch, scale: [2, 1], simd: 4}")
      .rejected(8, "scale", "rows", "one dimension");
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
  CHECK(mvtu.weights.values == std::vector<std::int32_t>{1, -1});
  CHECK(mvtu.thresholds->values.values == std::vector<std::int32_t>{2, -1});
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
  using Numbers = std::vector<std::int32_t>;
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

  // Neighbours that agree, and others that do not; more of them in some frames than in others.
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
  for (const std::int32_t threshold : thresholds.values.values) {
    CHECK((threshold == fc.accumulator.min() || threshold == fc.accumulator.max() + 1));
  }

  draft.line(12, "    weights: {type: int4, seed: 1, pattern: random}")
      .rejected(12, "pattern", "random", "uniform, extremes, sparse, ramp or runs");
  draft.line(12, "    weights: {type: int4, values: [[1]], pattern: ramp}")
      .rejected(12, "pattern", "it with values", "beside a seed alone");
}

TEST_CASE("scenario: products of the widest streams are told to be too wide", "[scenario]") {
  const std::string text =
      "scenario: s\nintent: Too wide.\nseed: 1\nengines: [native]\n"
      "input: {type: int32, shape: [2], elements_per_beat: 1}\n"
      "layers:\n  - {kind: fork, name: f}\n"
      "  - {kind: eltwise, op: multiply, from: [f_out0, f_out1], pe: 1}\n";
  try {
    (void)parse_scenario(text, "s");
    FAIL("accepted");
  } catch (const BadInput& error) {
    CHECK(error.key() == "op");
    CHECK_THAT(error.found(), Catch::Contains("int64"));
  }
}

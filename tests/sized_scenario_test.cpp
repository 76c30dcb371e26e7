// Scenario files written with other depths: when loaded, they give the network that was sized.
#include "network/sized_scenario.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::sized_scenario_test {

namespace {

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

Scenario load(const fs::path& file) {
  Overrides overrides;  // with a data folder that does not exist, so that the project's own files are used
  overrides.data = "/nonexistent";
  return load_scenario(file, overrides);
}

// Depths that no scenario has.
std::vector<std::int64_t> depths_of(const Network& network) {
  std::vector<std::int64_t> depths;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    depths.push_back(network.streams[s].depth + 1000 + static_cast<std::int64_t>(s));
  }
  return depths;
}

void check_thresholds(const std::optional<Thresholds>& a, const std::optional<Thresholds>& b) {
  REQUIRE(a.has_value() == b.has_value());
  if (a) CHECK(a->values == b->values);
}

// Compares the numbers in the layers' parameters that come from files.
struct CheckNumbers {
  const LayerParams& other;
  template <class Params>
  void operator()(const Params& params) const {
    const auto& same = std::get<Params>(other);
    if constexpr (requires { params.weights.values; }) CHECK(params.weights == same.weights);
    if constexpr (requires { params.thresholds; }) check_thresholds(params.thresholds, same.thresholds);
    if constexpr (requires { params.parameters.values; }) CHECK(params.parameters == same.parameters);
    if constexpr (requires { params.table.values; }) CHECK(params.table == same.table);
  }
};

// Compares everything except the depths.
void check_same_network(const Scenario& a, const Scenario& b) {
  REQUIRE(a.network.layers.size() == b.network.layers.size());
  for (std::size_t l = 0; l < a.network.layers.size(); ++l) {
    const Layer& layer = a.network.layers[l];
    const Layer& other = b.network.layers[l];
    CHECK(layer.name == other.name);
    CHECK(layer.kind() == other.kind());
    CHECK(layer.pe() == other.pe());
    CHECK(layer.simd() == other.simd());
    CHECK(layer.ideal_cycles() == other.ideal_cycles());
    CHECK(layer.inputs == other.inputs);
    CHECK(layer.outputs == other.outputs);
    CHECK(layer.freezing == other.freezing);
    CHECK(layer.slices == other.slices);
    std::visit(CheckNumbers{other.params}, layer.params);
  }
  REQUIRE(a.network.streams.size() == b.network.streams.size());
  for (std::size_t s = 0; s < a.network.streams.size(); ++s) {
    CHECK(a.network.streams[s].name == b.network.streams[s].name);
    CHECK(a.network.streams[s].width_bits == b.network.streams[s].width_bits);
    CHECK(a.network.streams[s].shape == b.network.streams[s].shape);
    CHECK(a.traffic.streams[s].push == b.traffic.streams[s].push);
    CHECK(a.traffic.streams[s].pop == b.traffic.streams[s].pop);
  }
  REQUIRE(a.inputs.size() == b.inputs.size());
  for (std::size_t i = 0; i < a.inputs.size(); ++i) {
    CHECK(a.inputs[i].available() == b.inputs[i].available());
    CHECK(a.inputs[i].frame(0) == b.inputs[i].frame(0));
    CHECK(a.inputs[i].label(0) == b.inputs[i].label(0));
  }
  CHECK(a.rtl_layers == b.rtl_layers);
  CHECK(a.engines == b.engines);
  CHECK(a.frames == b.frames);
  CHECK(a.seed == b.seed);
  CHECK(a.clock_mhz == b.clock_mhz);
  CHECK(a.intent == b.intent);
}

// The lines that contain only a comment.
std::vector<std::string> comments(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) found.push_back(line);
  }
  return found;
}

const char* const kSmall = R"(scenario: small  # the name
intent: Say "depths" and expect; nothing else.
seed: 1
engines: [native]

input: {type: uint4, shape: [4], elements_per_beat: 2}
layers:
  - {kind: fork, name: a}
  - {kind: fifo, depth: 5}
  - {kind: add, name: b, from: [a_out0, a_out1], pe: 2}
)";

const SizedScenario kSized{"sized.yaml", {7, 8, 9, 10}, Interval{128, 2}, std::nullopt};

// Writes `text` to a file in a folder of its own, and returns the text of a file beside it with other depths.
// Loads that text to check that it has these depths.
std::string sized_text(const std::string& text, const SizedScenario& changes = kSized) {
  const TemporaryFolder folder;
  write(folder.path() / "small.yaml", text);
  SizedScenario sized = changes;
  sized.file = folder.path() / changes.file;
  const Scenario scenario = load(folder.path() / "small.yaml");
  const std::string result = sized_scenario_text(scenario, sized);
  write(sized.file, result);
  INFO(result);
  const Scenario back = load(sized.file);
  check_same_network(scenario, back);
  for (std::size_t s = 0; s < sized.depths.size(); ++s) {
    CHECK(back.network.streams[s].depth == sized.depths[s]);
  }
  return result;
}

}  // namespace

TEST_CASE("sized scenario: every scenario of the project, from another folder", "[scenario][sizing]") {
  const TemporaryFolder folder;
  int seen = 0;
  for (const fs::path& file : scenario_files()) {
    CAPTURE(file.string());
    const Scenario scenario = load(file);
    SizedScenario sized;
    sized.file = folder.path() / "deeper" / (scenario.name + "-sized.yaml");
    sized.depths = depths_of(scenario.network);
    sized.interval = Interval{100 * 7, 7};
    const std::string text = sized_scenario_text(scenario, sized);
    write(sized.file, text);
    const Scenario back = load(sized.file);
    check_same_network(scenario, back);
    for (std::size_t s = 0; s < sized.depths.size(); ++s) {
      CHECK(back.network.streams[s].depth == sized.depths[s]);
    }
    CHECK(back.name == scenario.name + "-sized");
    CHECK(back.expect.interval_cycles == 100);
    CHECK_FALSE(back.expect.latency_cycles);
    CHECK(back.expect.accuracy_at_least == scenario.expect.accuracy_at_least);
    CHECK(back.expect.correct == scenario.expect.correct);
    // Edited, not written from scratch.
    CHECK(comments(text) == comments(text_of(file)));
    ++seen;
  }
  CHECK(seen > 30);
}

TEST_CASE("sized scenario: a run takes it as it is, with data in another folder", "[scenario][sizing]") {
  const TemporaryFolder folder;
  Scenario scenario = load(fs::path(WEIR_SOURCE_DIR) / "scenarios" / "tfc-w1a1.yaml");
  SizedScenario sized{folder.path() / "sized.yaml", {}, Interval{64, 1}, 215};
  for (const Stream& stream : scenario.network.streams) sized.depths.push_back(stream.depth + 3);
  write(sized.file, sized_scenario_text(scenario, sized));
  Scenario back = load(sized.file);
  back.engines = {"golden", "native"};
  const RunResult result = testbench::run(back, {});
  std::vector<std::string> held;
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
    held.push_back(check.name);
  }
  CHECK(std::ranges::count(held, "throughput") == 2);
  CHECK(std::ranges::count(held, "latency") == 1);
  CHECK(result.accuracy == 1.0);
}

TEST_CASE("sized scenario: depths and expect are added behind the rest", "[scenario][sizing]") {
  CHECK(sized_text(kSmall) == R"(scenario: sized  # the name
intent: Say "depths" and expect; nothing else.
seed: 1
engines: [native]

input: {type: uint4, shape: [4], elements_per_beat: 2}
layers:
  - {kind: fork, name: a}
  - {kind: fifo, depth: 5}
  - {kind: add, name: b, from: [a_out0, a_out1], pe: 2}

depths:
  input: 7
  a_out0: 8
  a_out1: 9
  b_out: 10

expect: {interval_cycles: 64}
)");
  SizedScenario nothing_held = kSized;
  nothing_held.interval.reset();
  CHECK_THAT(sized_text(kSmall, nothing_held), Catch::EndsWith("\n  b_out: 10\n"));
}

TEST_CASE("sized scenario: depths and expect are replaced where they stand", "[scenario][sizing]") {
  SizedScenario sized = kSized;
  sized.interval = Interval{10, 3};
  sized.latency_cycles = 21;
  const std::string before = "scenario: small\nintent: \"One: # layer.\"\nseed: 1\n";
  const std::string after = "scenario: sized\nintent: \"One: # layer.\"\nseed: 1\n";
  const std::string rest =
      "engines: [native]\n"
      "input: {type: uint4, shape: [4], elements_per_beat: 2}\n"
      "# Two and two.\n"
      "layers: [{kind: fork, name: a}, {kind: add, name: b, from: [a_out0, a_out1], pe: 2}]";
  const std::string depths = "depths:\n  input: 7\n  a_out0: 8\n  a_out1: 9\n  b_out: 10\n";
  const std::string expect =
      "expect: {interval_cycles: 3.3333333333333335, latency_cycles: 21, correct: 3}\n";
  CHECK(sized_text(before +
                       "depths:\n  a_out0: 3  # why\n  # and why\n  b_out: 4\n\n# Held:\nexpect:\n"
                       "  latency_cycles: 3\n  correct: 3\n  # The rest:\n" +
                       rest + "\n",
                   sized) == after + depths + "\n# Held:\n" + expect + "  # The rest:\n" + rest + "\n");
  CHECK(sized_text(
            before + "expect: {correct: 3,\n  interval_cycles: 9}\n" + rest + "\ndepths: {a_out0: 3}  # last",
            sized) == after + expect + rest + "\n" + depths);
  CHECK(sized_text(before + rest, sized) ==
        after + rest + "\n\n" + depths + "\n" +
            "expect: {interval_cycles: 3.3333333333333335, latency_cycles: 21}\n");
  // Without known cycles a file that states only these is valid.
  sized.interval.reset();
  sized.latency_cycles.reset();
  CHECK(sized_text(before + "expect: {interval_cycles: 9}\n" + rest + "\n", sized) ==
        after + rest + "\n\n" + depths);
}

TEST_CASE("sized scenario: quotes, margins and line ends", "[scenario][sizing]") {
  CHECK_THAT(sized_text(std::string(kSmall).replace(10, 5, "'small'")),
             Catch::StartsWith("scenario: sized  # the"));
  std::string indented;
  std::string crlf;
  std::istringstream lines(kSmall);
  for (std::string line; std::getline(lines, line);) {
    indented += "  " + line + "\n";
    crlf += line + "\r\n";
  }
  CHECK_THAT(sized_text(indented), Catch::Contains("\n  depths:\n    input: 7\n") &&
                                       Catch::EndsWith("\n  expect: {interval_cycles: 64}\n"));
  CHECK_THAT(sized_text(crlf), Catch::Contains("# the name\r\n") && Catch::Contains("\n  a_out0: 8\n"));
}

TEST_CASE("sized scenario: a text that cannot be changed in place is written anew", "[scenario][sizing]") {
  const std::string flow =
      "{scenario: small, intent: One., seed: 1, engines: [native],  # gone\n"
      " input: {type: uint4, shape: [4], elements_per_beat: 2}, depths: {a_out0: 3},\n"
      " layers: [{kind: fork, name: a}, {kind: add, name: b, from: [a_out0, a_out1], pe: 2}]}\n";
  CHECK_THAT(sized_text(flow), !Catch::Contains("gone"));
  const std::string anchors =
      "scenario: &name small\nintent: *name\nseed: 1\nengines: [native]\n"
      "input: {type: uint4, shape: [4], elements_per_beat: 2}\n"
      "layers: [{kind: fork, name: a}, {kind: add, name: b, from: [a_out0, a_out1], pe: 2}]\n";
  CHECK_THAT(sized_text(anchors), Catch::Contains("intent: small"));
  CHECK_THAT(sized_text(std::string(kSmall) + "...\n"), Catch::EndsWith("expect: {interval_cycles: 64}\n"));
}

TEST_CASE("sized scenario: paths are relative to the new folder", "[scenario][sizing]") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "here" / "small.yaml";
  const std::string text =
      "scenario: small\nintent: One.\nseed: 1\nengines: [native]\n"
      "input:\n  type: uint4\n  shape: [2]\n  elements_per_beat: 2\n"
      "  from: [{npy: $WEIR_DATA/a.npy}, {npy: \"${WEIR_DATA}/b.npy\"}, {npy: /nonexistent/c.npy},\n"
      "    {npy: 'data/d.npy'}, {seed: 4}]\n"
      "layers: [{kind: threshold, name: npy, pe: 2, output: binary,\n"
      "    thresholds: [{bnn_pynq: {folder: e, layer: 0}}, {seed: 4}]}]\n";
  write(file, text);
  SizedScenario sized{folder.path() / "there" / "sized.yaml", {1, 1}, std::nullopt, std::nullopt};
  const std::string moved = sized_scenario_text(load(file), sized);
  CHECK_THAT(moved, Catch::Contains(
                        "{npy: $WEIR_DATA/a.npy}, {npy: \"${WEIR_DATA}/b.npy\"}, {npy: /nonexistent/c.npy},\n"
                        "    {npy: \"../here/data/d.npy\"}, {seed: 4}]\n"));
  CHECK_THAT(moved, Catch::Contains("thresholds: [{bnn_pynq: {folder: \"../here/e\", layer: 0}}, "));
  CHECK_THAT(moved, Catch::Contains("name: npy"));
  sized.file = folder.path() / "there" / ".." / "here" / "sized.yaml";
  CHECK_THAT(sized_scenario_text(load(file), sized),
             Catch::Contains("{npy: 'data/d.npy'}, {seed: 4}") && Catch::Contains("{bnn_pynq: {folder: e,"));
  const Scenario scenario = load(file);
  fs::remove(file);
  CHECK_THROWS_WITH(sized_scenario_text(scenario, sized), Catch::Contains("no readable file"));
}

}  // namespace weir::tests::sized_scenario_test

// Runs a network's layers as RTL one by one, each fed from native's trace of the whole network and compared
// with it.
#include "testbench/replay.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>

#include "network/error.hpp"
#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::replay_test {

namespace {

using namespace weir::testbench;

Mvtu product(std::int64_t cols, const DataType& weight, Random& random) {
  Mvtu mvtu = random_mvtu(4, cols, weight, DataType::uint(2), cols, random);
  mvtu.pe = mvtu.simd = 2;
  return mvtu;
}

// A residual block with a convolution; two products that differ only in their weights; and a product with
// weights from a memory, whose beats a converter widens.
Network residual() {
  Random random(21);
  NetworkBuilder builder("residual", 2);
  builder.input("input", DataType::uint(2), {4, 5, 4}, 2);
  builder.add("branch", Fork{});
  Pad pad;
  pad.before = pad.after = {1, 1};
  pad.simd = 2;
  builder.add("pad", pad, "branch");
  Swu swu;
  swu.kernel = {3, 3};
  swu.simd = 2;
  builder.add("windows", swu);
  builder.add("conv", product(36, DataType::ternary(), random));
  Eltwise sum;
  sum.pe = 2;
  builder.add("sum", sum, {"conv", "branch"});
  Threshold act;
  act.pe = 2;
  act.thresholds = random_thresholds(DataType::uint(2), 4, 0, 6, random);
  builder.add("act", act);
  builder.add("twin0", product(4, DataType::sint(3), random));
  builder.add("twin1", product(4, DataType::sint(3), random));
  Mvtu streamed = product(4, DataType::sint(2), random);
  streamed.weights_streamed = true;
  streamed.memory_elements = 2;
  builder.add("streamed", streamed);
  builder.depth("branch_out1", 40);
  return builder.finish();
}

struct Recorded {
  Network network = residual();
  Traffic traffic;
  Trace trace;
};

constexpr std::int64_t kFrames = 2;

Recorded record(std::uint64_t seed, bool stalls) {
  Recorded recorded;
  const Network& network = recorded.network;
  recorded.traffic = stalls ? inner_stalls(network, seed, 7, true) : Traffic::back_to_back(network);
  Random random(seed);
  const Frames frames = random_frames(network, kFrames, random);
  EngineRun run = run_native(network, stimulus(frames, recorded.traffic), {});
  REQUIRE(run.trace.complete);
  recorded.trace = std::move(run.trace);
  return recorded;
}

Replay replayed(const Recorded& recorded, std::int64_t beats = 0) {
  ReplayOptions options;
  options.beats = beats;
  return replay_rtl(recorded.network, {kFrames, recorded.traffic, {}}, recorded.trace, options);
}

StreamTrace& stream_of(Recorded& recorded, const std::string& name) {
  return recorded.trace.stream(recorded.network.find_stream(name));
}

// Checks that exactly the checks of these layers failed, with these messages.
void check_found(const Replay& replay, const std::vector<std::pair<std::string, std::string>>& failures) {
  std::size_t failed = 0;
  for (const Check& check : replay.checks) {
    if (check.ok) continue;
    INFO(check.detail);
    REQUIRE(failed < failures.size());
    const auto& [layer, text] = failures[failed++];
    CHECK(check.detail.starts_with(layer + " ("));
    CHECK(check.detail.find(text) != std::string::npos);
  }
  CHECK(failed == failures.size());
}

// Beats that enter and leave an instance in a frame.
std::int64_t beats_of(const Network& network, const Instance& instance) {
  std::int64_t beats = 0;
  const Network& part = instance.sub_network.network;
  for (const auto* ends : {&part.inputs, &part.outputs}) {
    for (const int s : *ends) beats += network.stream(instance.sub_network.whole_stream(s)).beats_per_frame;
  }
  return beats;
}

// Checks that each stream is compared at the ends that layers drive, beat by beat: pops of a layer's inputs,
// pushes of its outputs. Of identical layers only the first is simulated.
void check_all_compared(const Network& network, std::int64_t frames, const std::vector<Check>& checks) {
  const std::vector<Instance> instances = instances_of(network);
  REQUIRE(checks.size() == instances.size());
  for (std::size_t i = 0; i < checks.size(); ++i) {
    INFO(checks[i].detail);
    CHECK(checks[i].ok);
    CHECK(checks[i].name == "rtl_layer");
    CHECK(checks[i].engines == std::array<std::string, 2>{"native", "rtl"});
    const std::string& layer = network.layer(instances[i].layers[0]).name;
    CHECK(checks[i].detail.starts_with(layer + " ("));
    CHECK(checks[i].streams == static_cast<std::int64_t>(instances[i].sub_network.streams.size()));
    CHECK(checks[i].beats == frames * beats_of(network, instances[i]));
  }
}

// One frame of a scenario whose whole network is too large for RTL.
void check_scenario(const std::string& name) {
  const Environment level("WEIR_RTL_OPTIMISE", "1");
  Overrides overrides;
  overrides.frames = 1;
  Scenario scenario = load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml"), overrides);
  scenario.engines = {"native"};
  const TemporaryFolder folder;
  RunOptions options;
  options.mismatch_folder = folder.path();
  options.replay_beats = 0;
  const RunResult result = run(scenario, options);
  CHECK(result.passed());
  std::vector<Check> layers;
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
    if (check.name == "rtl_layer") layers.push_back(check);
  }
  check_all_compared(scenario.network, scenario.frames, layers);
  std::cout << name << ": " << result.notes.back() << std::endl;
}

}  // namespace

TEST_CASE("replay: layers that make the same RTL are one instance", "[replay]") {
  const Network network = residual();
  const std::vector<Instance> instances = instances_of(network);
  const auto alike = [&](const std::string& name) {
    const int layer = network.find_layer(name);
    REQUIRE(layer >= 0);
    std::vector<std::vector<int>> found;
    for (const Instance& instance : instances) {
      if (std::ranges::find(instance.layers, layer) != instance.layers.end())
        found.push_back(instance.layers);
    }
    REQUIRE(found.size() == 1);
    return found[0];
  };
  const int twin0 = network.find_layer("twin0");
  const int twin1 = network.find_layer("twin1");
  CHECK(alike("twin0") == std::vector<int>{twin0, twin1});
  CHECK(alike("conv").size() == 1);  // different columns
  for (const Instance& instance : instances) {
    // The memory and the converter behind it belong to the product that reads them.
    const bool streamed = instance.layers[0] == network.find_layer("streamed");
    CHECK(instance.sub_network.network.layers.size() == (streamed ? 3U : 1U));
    if (!streamed) continue;
    CHECK(instance.sub_network.network.inputs.size() == 1);
    CHECK(instance.sub_network.network.outputs.size() == 1);
  }
  std::size_t layers = 0;
  for (const Instance& instance : instances) layers += instance.layers.size();
  CHECK(layers == network.layers.size() - 2);
}

TEST_CASE("replay: every beat of a residual network", "[replay][rtl]") {
  for (const bool stalls : {false, true}) {
    INFO("stalls " << stalls);
    const Recorded recorded = record(31, stalls);
    const Replay replay = replayed(recorded);
    check_found(replay, {});
    check_all_compared(recorded.network, kFrames, replay.checks);
  }
}

TEST_CASE("replay: some beats of a network, never none of a stream", "[replay][rtl]") {
  const Recorded recorded = record(32, false);
  const Replay some = replayed(recorded, 5);
  const Replay all = replayed(recorded);
  check_found(some, {});
  CHECK(some.cycles < all.cycles / 4);
  for (std::size_t i = 0; i < all.checks.size(); ++i) {
    INFO(all.checks[i].detail);
    CHECK(some.checks[i].beats >= 2);
    CHECK(some.checks[i].beats < all.checks[i].beats);
  }
}

TEST_CASE("replay: a transfer a cycle off is found and told", "[replay][rtl]") {
  const Recorded recorded = record(33, false);
  {
    Recorded late = recorded;
    Cycle& push = stream_of(late, "streamed_out").push.back();
    const std::string text = fmt::format(
        "rtl against native: stream streamed_out (streamed to output), frame 1, beat 39, push: found cycle "
        "{}, wanted cycle {}",
        push, push + 1);
    ++push;
    check_found(replayed(late), {{"streamed", text}});
  }
  {
    Recorded early = recorded;
    Cycle& pop = stream_of(early, "input").pop.back();
    const std::string text =
        fmt::format("stream input (input to branch), frame 1, beat 39, pop: found cycle {}, wanted cycle {}",
                    pop, pop - 1);
    --pop;
    check_found(replayed(early), {{"branch", text}});
  }
  {
    // A stream inside the piece of RTL.
    Recorded inside = recorded;
    Cycle& pop = stream_of(inside, "streamed_weights_out").pop[7];
    const std::string text = fmt::format("beat 7, pop: found cycle {}, wanted cycle {}", pop, pop + 1);
    ++pop;
    check_found(replayed(inside), {{"streamed", text}});
  }
  {
    // A beat that never comes, and a beat too many.
    Recorded more = recorded;
    StreamTrace& output = stream_of(more, "streamed_out");
    output.push.push_back(more.trace.last_cycle);
    output.values.words.push_back(0);
    stream_of(more, "input").pop.pop_back();
    check_found(replayed(more), {{"branch", "beat 39, pop: found cycle"},
                                 {"streamed", "frame 2, beat 0, push: found none, wanted cycle"}});
  }
}

TEST_CASE("replay: a wrong bit is found and told", "[replay][rtl]") {
  const Recorded recorded = record(34, false);
  {
    Recorded wrong = recorded;
    Beats& values = stream_of(wrong, "streamed_out").values;
    values.words[47] ^= 4U;  // beat 7 of frame 1, its second element
    check_found(replayed(wrong),
                {{"streamed",
                  "rtl against native: stream streamed_out (streamed to output), frame 1, beat 7, element "
                  "[0, 3, 3], cycle "}});
  }
  {
    // A beat that a layer reads: the layer's output is wrong.
    Recorded wrong = recorded;
    stream_of(wrong, "input").values.words[3] ^= 1U;
    check_found(replayed(wrong),
                {{"branch", "stream branch_out0 (branch to pad), frame 0, beat 3, element"}});
  }
}

TEST_CASE("replay: a fault of the RTL is found in its layer", "[replay][rtl]") {
  const Recorded recorded = record(35, false);
  const TemporaryFolder folder;
  const fs::path library = folder.path() / "rtl";
  fs::copy(fs::path(WEIR_SOURCE_DIR) / "rtl", library);
  std::string text = text_of(library / "weir_eltwise.sv");
  const std::string before = "result = a + b;";
  REQUIRE(text.find(before) != std::string::npos);
  text.replace(text.find(before), before.size(), "result = a + b + 1;");
  std::ofstream(library / "weir_eltwise.sv") << text;
  const Environment broken("WEIR_RTL_DIR", library.string());
  check_found(replayed(recorded),
              {{"sum", "stream sum_out (sum to act), frame 0, beat 0, element [0, 0, 0], cycle "}});
}

TEST_CASE("replay: bad input", "[replay]") {
  Scenario scenario;
  scenario.name = "residual";
  scenario.network = residual();
  scenario.traffic = Traffic::back_to_back(scenario.network);
  scenario.engines = {"golden", "systemc"};
  RunOptions options;
  options.replay_beats = 1;
  CHECK_THROWS_WITH(run(scenario, options), Catch::Contains("--replay-rtl: found engines golden, systemc") &&
                                                Catch::Contains("native"));
  scenario.engines = {"native"};
  options.timing_only = true;
  CHECK_THROWS_WITH(run(scenario, options), Catch::Contains("--replay-rtl: found --timing-only beside it"));
}

TEST_CASE("replay: mobilenet-v1, each layer as RTL", "[.][nightly][replay][rtl]") {
  check_scenario("mobilenet-v1");
}
TEST_CASE("replay: resnet50, each layer as RTL", "[.][nightly][replay][rtl]") { check_scenario("resnet50"); }

}  // namespace weir::tests::replay_test

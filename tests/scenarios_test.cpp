// Runs every scenario of the project on all five engines. All values are equal, bit by bit. Every beat of
// rtl, systemc and native has the same cycle, under every traffic.
//
// The cores are compiled without optimisation, once for all traffics. This takes 20 to 40 seconds of one CPU
// core each, longest for nids-line-rate. The large networks have frames of up to 176,400 cycles; one of them
// is among the normal tests. Only the models simulate the networks for ImageNet.
#include <catch2/catch.hpp>
#include <iostream>
#include <numeric>

#include "models/hosts/native.hpp"
#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::scenarios_test {

namespace {

using namespace weir::testbench;

const std::vector<std::string> kAll{"golden", "hls", "systemc", "native", "rtl"};

fs::path data_folder() {
  if (const char* folder = std::getenv("WEIR_DATA")) return folder;
  return fs::path(WEIR_SOURCE_DIR) / "../shared/data";
}

// Whether the file exists; prints a message if it does not.
bool present(const std::string& file) {
  if (fs::exists(data_folder() / file)) return true;
  std::cout << "SKIPPED: " << (data_folder() / file).string() << " is not there (set WEIR_DATA)" << std::endl;
  return false;
}

Scenario load(const std::string& name, std::int64_t frames) {
  Overrides overrides;
  overrides.frames = frames;
  overrides.data = data_folder();
  return load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml"), overrides);
}

// The run passes and has all its checks: values of each engine against the first one, cycles of the timed
// engines against rtl.
RunResult check_passes(const Scenario& scenario) {
  const TemporaryFolder folder;
  RunOptions options;
  options.mismatch_folder = folder.path();
  const RunResult result = run(scenario, options);
  for (const Check& check : result.checks) {
    INFO(check.name << " " << check.engines[0] << " " << check.engines[1] << ": " << check.detail);
    CHECK(check.ok);
  }
  CHECK(result.passed());
  const auto is_timed = [](const std::string& engine) { return engine != "golden" && engine != "hls"; };
  const bool has_rtl = std::ranges::find(scenario.engines, "rtl") != scenario.engines.end();
  const std::string timed = has_rtl ? "rtl" : *std::ranges::find_if(scenario.engines, is_timed);
  const auto compared = [&](const std::string& name, const std::string& wanted, const std::string& found) {
    for (const Check& check : result.checks) {
      if (check.name == name && check.engines[0] == wanted && check.engines[1] == found) {
        return check.streams == static_cast<std::int64_t>(scenario.network.streams.size()) && check.beats > 0;
      }
    }
    return false;
  };
  for (const std::string& engine : scenario.engines) {
    if (engine != scenario.engines[0]) CHECK(compared("bit_exact", scenario.engines[0], engine));
    if (is_timed(engine) && engine != timed) CHECK(compared("cycle_exact", timed, engine));
  }
  CHECK(fs::is_empty(folder.path()));
  return result;
}

const EngineResult& of(const RunResult& result, const std::string& engine) {
  for (const EngineResult& one : result.engines) {
    if (one.engine == engine) return one;
  }
  FAIL("no engine " << engine);
  throw std::logic_error("");
}

// `interval`: the interval that rtl's own frames must show in steady state, without stalls. Separate networks
// have none, because they share no state.
void check_scenario(const std::string& name, std::optional<double> interval, std::int64_t steady_frames) {
  constexpr std::int64_t kFrames = 4;
  {
    Scenario scenario = load(name, steady_frames);
    scenario.engines = kAll;
    const RunResult result = check_passes(scenario);
    for (const char* engine : {"systemc", "native", "rtl"}) {
      INFO(name << " " << engine);
      CHECK(of(result, engine).interval_cycles == interval);
    }
    const EngineResult& rtl = of(result, "rtl");
    std::cout << fmt::format(
        "{}: interval {} cycles; latency {} of frame 0, {} in steady state; rtl built in {:.1f} s\n", name,
        rtl.interval_cycles.value_or(-1), *rtl.latency_cycles, rtl.latency_steady_cycles.value_or(-1),
        rtl.build_s);
  }
  Scenario scenario = load(name, kFrames);
  scenario.engines = kAll;
  const Network& network = scenario.network;
  const std::vector<NamedTraffic> all = traffics(network, test_seed());
  scenario.traffic = all.back().traffic;
  scenario.expect.interval_cycles.reset();  // that one is without stalls
  check_passes(scenario);

  const Frames frames = frames_of(scenario, kFrames);
  const EngineRun golden = run_golden(network, frames.tensors);
  for (const NamedTraffic& traffic : all) {
    INFO(name << ", " << traffic.name);
    const Stimulus stim = stimulus(frames, traffic.traffic);
    const EngineRun rtl = run_rtl(network, stim, {});
    check_values_equal(network, kFrames, golden, rtl);
    check_equal(network, kFrames, rtl, run_native(network, stim, {}));
    check_equal(network, kFrames, rtl, run_systemc(network, stim, {}));
  }
}

// The traffic under which rtl's own frames must reach the steady state.
enum class Steady : std::uint8_t {
  kBackToBack,
  // The source sends at the bound, one frame in each interval, and a few frames suffice. Without stalls a
  // first layer that is slightly faster than the slowest one first fills all buffers in between, which takes
  // hundreds of frames.
  kPaced,
};

Traffic paced(const Network& network, std::int64_t interval) {
  const std::int64_t beats = network.stream(network.inputs[0]).beats_per_frame;
  const std::int64_t common = std::gcd(beats, interval);
  const std::int64_t open = beats / common;
  const std::int64_t closed = interval / common - open;
  const Pattern pattern{open, open, closed, closed, 0};
  return with_source(network, Traffic::back_to_back(network), pattern);
}

void check_steady_in_rtl(const std::string& name, std::int64_t interval, Steady steady) {
  const Network network = load(name, 1).network;
  Stimulus scout{3000, Traffic::back_to_back(network), {}};
  if (steady == Steady::kPaced) scout.traffic = paced(network, interval);
  const models::Timing timing = models::time_frames(network, scout);
  REQUIRE(timing.steady);
  Scenario scenario = load(name, timing.steady->transient_frames + timing.steady->period_frames);
  scenario.traffic = scout.traffic;
  scenario.engines = {"native", "rtl"};
  const RunResult result = check_passes(scenario);
  for (const EngineResult& engine : result.engines) {
    INFO(name << " " << engine.engine);
    REQUIRE(engine.interval_cycles);
    CHECK(*engine.interval_cycles == static_cast<double>(interval));
    CHECK(engine.period_frames == timing.steady->period_frames);
  }
  const EngineResult& rtl = of(result, "rtl");
  std::cout << fmt::format(
      "{}: {}: interval {} cycles after {} frames, latency {}; rtl ran {} cycles in {:.1f} s\n", name,
      steady == Steady::kPaced ? "source paced" : "back to back", *rtl.interval_cycles,
      timing.steady->transient_frames, *rtl.latency_steady_cycles, *rtl.cycles, rtl.wall_s);
}

// A large network: runs the first and the last of the traffics, and checks the stated steady state. Returns
// the result of the run without stalls. Optimised compilation pays for long runs: radioml's core is then
// about eight times as fast.
RunResult check_large(const std::string& name, std::int64_t interval, std::int64_t frames,
                      const std::vector<Steady>& steady, const std::string& optimise = "1") {
  const Environment level("WEIR_RTL_OPTIMISE", optimise);
  Scenario scenario = load(name, frames);
  scenario.engines = kAll;
  const auto say = [&](const std::string& traffic, const RunResult& result) {
    const EngineResult& rtl = of(result, "rtl");
    std::cout << fmt::format(
        "{}: {}: {} frames, latency {}; rtl built in {:.1f} s, ran {} cycles in {:.1f} s\n", name, traffic,
        frames, *rtl.latency_cycles, rtl.build_s, *rtl.cycles, rtl.wall_s);
  };
  RunResult open = check_passes(scenario);
  say("back to back", open);
  const NamedTraffic stalls = traffics(scenario.network, test_seed()).back();
  scenario.traffic = stalls.traffic;
  scenario.expect.interval_cycles.reset();  // that one is without stalls
  say(stalls.name, check_passes(scenario));
  for (const Steady one : steady) check_steady_in_rtl(name, interval, one);
  return open;
}

// A network for ImageNet: compares the models with the reference and with each other, with data on every
// stream. Traces of resnet50 take gigabytes, so none is kept longer than needed.
void check_models(const std::string& name) {
  constexpr std::int64_t kFrames = 3;
  const Scenario scenario = load(name, kFrames);
  const Network& network = scenario.network;
  if (const std::optional<double> wanted = scenario.expect.interval_cycles) {
    const models::Timing timing = models::time_frames(network, {1024, scenario.traffic, {}});
    REQUIRE(timing.steady);
    CHECK(static_cast<double>(timing.steady->period_cycles) ==
          *wanted * static_cast<double>(timing.steady->period_frames));
  }
  const Frames frames = frames_of(scenario, kFrames);
  const Stimulus stim = stimulus(frames, scenario.traffic);
  const EngineRun native = run_native(network, stim, {});
  std::string times = fmt::format("native {:.1f} s", native.wall_s);
  {
    const EngineRun golden = run_golden(network, frames.tensors);
    check_values_equal(network, kFrames, golden, native);
    times += fmt::format(", golden {:.1f} s", golden.wall_s);
  }
  const EngineRun systemc = run_systemc(network, stim, {});
  check_equal(network, kFrames, native, systemc);
  std::cout << fmt::format("{}: {} cycles of {} frames in {}, systemc {:.1f} s\n", name,
                           native.trace.last_cycle + 1, kFrames, times, systemc.wall_s);
}

// The one picture of CIFAR-10 that comes with BNN-PYNQ: a deer, which is class 4.
void check_deer(const RunResult& result, const std::string& parameters) {
  if (!present("bnn-pynq/images/deer.bin") || !present("bnn-pynq/" + parameters)) return;
  for (const std::string& engine : kAll) {
    INFO(result.scenario << ", " << engine);
    CHECK(of(result, engine).correct == result.frames);
  }
}

// Checks how many frames each of the engines labels correctly.
void check_correct(Scenario scenario, const std::vector<std::string>& engines, std::int64_t least,
                   std::int64_t most) {
  scenario.engines = engines;
  const RunResult result = run(scenario, {});
  for (const EngineResult& engine : result.engines) {
    INFO(scenario.name << ", " << engine.engine);
    REQUIRE(engine.correct);
    CHECK(*engine.correct >= least);
    CHECK(*engine.correct <= most);
    std::cout << fmt::format("{}: {} of {} digits right by {}\n", scenario.name, *engine.correct,
                             scenario.frames, engine.engine);
  }
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
  }
}

}  // namespace

// Of each family of networks one here, and the others, whose RTL takes as long to build, in the nightly.
TEST_CASE("scenarios: tfc-w1a1 is exact", "[scenarios][rtl]") { check_scenario("tfc-w1a1", 64, 8); }
TEST_CASE("scenarios: tfc-w1a2 is exact", "[scenarios][rtl]") { check_scenario("tfc-w1a2", 64, 8); }
TEST_CASE("scenarios: tfc-w2a2 is exact", "[.][nightly][scenarios][rtl]") {
  check_scenario("tfc-w2a2", 64, 8);
}
TEST_CASE("scenarios: sfc-w1a1 is exact", "[scenarios][rtl]") { check_scenario("sfc-w1a1", 128, 8); }
TEST_CASE("scenarios: sfc-w1a2 is exact", "[.][nightly][scenarios][rtl]") {
  check_scenario("sfc-w1a2", 128, 8);
}
TEST_CASE("scenarios: sfc-w2a2 is exact", "[.][nightly][scenarios][rtl]") {
  check_scenario("sfc-w2a2", 128, 8);
}
TEST_CASE("scenarios: lfc-w1a1 is exact", "[scenarios][rtl]") { check_scenario("lfc-w1a1", 512, 8); }
TEST_CASE("scenarios: lfc-w1a2 is exact", "[.][nightly][scenarios][rtl]") {
  check_scenario("lfc-w1a2", 512, 8);
}
TEST_CASE("scenarios: kws is exact", "[scenarios][rtl]") { check_scenario("kws", 392, 8); }
TEST_CASE("scenarios: nids is exact", "[scenarios][rtl]") { check_scenario("nids", 64, 64); }
TEST_CASE("scenarios: sfc-max is exact", "[scenarios][rtl]") { check_scenario("sfc-max", 16, 16); }
TEST_CASE("scenarios: lfc-max is exact", "[.][nightly][scenarios][rtl]") {
  check_scenario("lfc-max", 128, 8);
}
TEST_CASE("scenarios: nids-line-rate is exact", "[scenarios][rtl]") {
  check_scenario("nids-line-rate", 1, 16);
}

TEST_CASE("scenarios: residual-block is exact", "[scenarios][rtl]") {
  check_scenario("residual-block", 576, 8);
}
TEST_CASE("scenarios: two-skips is exact", "[scenarios][rtl]") { check_scenario("two-skips", 576, 8); }
TEST_CASE("scenarios: unet is exact", "[scenarios][rtl]") { check_scenario("unet", 576, 8); }
TEST_CASE("scenarios: inception is exact", "[scenarios][rtl]") { check_scenario("inception", 1600, 8); }
TEST_CASE("scenarios: transposed-conv is exact", "[scenarios][rtl]") {
  check_scenario("transposed-conv", 2304, 8);
}
TEST_CASE("scenarios: catalogue is exact", "[scenarios][rtl]") { check_scenario("catalogue", {}, 8); }

TEST_CASE("scenarios: cnv-w1a1 is exact", "[scenarios][rtl]") {
  check_deer(check_large("cnv-w1a1", 32'768, 3, {Steady::kPaced}, "0"), "cnvW1A1");
}
TEST_CASE("scenarios: cnv-w1a1 comes to its interval back to back", "[.][nightly][scenarios][rtl]") {
  const Environment level("WEIR_RTL_OPTIMISE", "1");
  check_steady_in_rtl("cnv-w1a1", 32'768, Steady::kBackToBack);
}
TEST_CASE("scenarios: cnv-w1a2 is exact", "[.][nightly][scenarios][rtl]") {
  check_deer(check_large("cnv-w1a2", 32'768, 2, {Steady::kPaced}), "cnvW1A2");
}
TEST_CASE("scenarios: cnv-w2a2 is exact", "[.][nightly][scenarios][rtl]") {
  check_deer(check_large("cnv-w2a2", 115'200, 3, {Steady::kBackToBack}), "cnvW2A2");
}
TEST_CASE("scenarios: cnv-max is exact", "[.][nightly][scenarios][rtl]") {
  check_deer(check_large("cnv-max", 8'192, 2, {Steady::kPaced, Steady::kBackToBack}), "cnvW1A1");
}
TEST_CASE("scenarios: gtsrb is exact", "[.][nightly][scenarios][rtl]") {
  check_large("gtsrb", 32'768, 2, {Steady::kPaced});
}
TEST_CASE("scenarios: binarycop is exact", "[.][nightly][scenarios][rtl]") {
  check_large("binarycop", 176'400, 2, {Steady::kBackToBack});
}
TEST_CASE("scenarios: radioml is exact", "[.][nightly][scenarios][rtl]") {
  check_large("radioml", 1'032, 2, {Steady::kPaced, Steady::kBackToBack});
}

TEST_CASE("scenarios: mobilenet-v1 is exact", "[.][nightly][scenarios]") { check_models("mobilenet-v1"); }
TEST_CASE("scenarios: mobilenet-v1-zcu104 is exact", "[.][nightly][scenarios]") {
  check_models("mobilenet-v1-zcu104");
}
TEST_CASE("scenarios: resnet50 is exact", "[.][nightly][scenarios]") { check_models("resnet50"); }

TEST_CASE("scenarios: every scenario file has its test", "[scenarios]") {
  const fs::path folder = fs::path(WEIR_SOURCE_DIR) / "tests";
  const std::string tests = text_of(folder / "scenarios_test.cpp") + text_of(folder / "deadlock_test.cpp");
  for (const fs::path& file : scenario_files()) {
    INFO(file);
    const std::string name = "(\"" + file.stem().string() + "\"";
    int found = 0;
    for (const char* check : {"check_scenario", "check_large", "check_models", "check_deadlock"})
      found += tests.find(check + name) != std::string::npos ? 1 : 0;
    CHECK(found == 1);
  }
}

// The overlay's published accuracy (98.40 %), with its own parameters.
TEST_CASE("scenarios: lfc-w1a1 labels 9,840 of 10,000 digits right", "[scenarios][accuracy]") {
  if (!present("bnn-pynq/lfcW1A1") || !present("mnist/t10k-images-idx3-ubyte.gz")) return;
  check_correct(load("lfc-w1a1", 10'000), {"golden", "native"}, 9840, 9840);
}

TEST_CASE("scenarios: lfc-w1a1 in rtl gives every output bit of 16 digits", "[scenarios][accuracy][rtl]") {
  if (!present("bnn-pynq/lfcW1A1") || !present("mnist/t10k-images-idx3-ubyte.gz")) return;
  Scenario scenario = load("lfc-w1a1", 16);
  scenario.engines = kAll;
  const RunResult result = check_passes(scenario);
  CHECK(of(result, "rtl").correct == of(result, "golden").correct);
  CHECK(of(result, "rtl").correct.value_or(0) >= 15);
}

TEST_CASE("scenarios: tfc labels the 10,000 digits as well as is claimed", "[scenarios][accuracy]") {
  if (!present("mnist/t10k-images-idx3-ubyte.gz")) return;
  check_correct(load("tfc-w1a1", 10'000), {"golden", "native"}, 9200, 10'000);
  check_correct(load("tfc-w1a2", 10'000), {"golden", "native"}, 9400, 10'000);
  check_correct(load("tfc-w2a2", 10'000), {"golden", "native"}, 9600, 10'000);
}

}  // namespace weir::tests::scenarios_test

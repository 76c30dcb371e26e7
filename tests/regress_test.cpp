// Regressions: suites are read; cases are run separately, judged, reduced, recorded, resumed, sharded and
// merged.
#include "regress/regress.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <regex>
#include <thread>

#include "network/error.hpp"
#include "regress/batch.hpp"
#include "regress/expected.hpp"
#include "regress/fixed.hpp"
#include "regress/isolated.hpp"
#include "regress/shrink.hpp"
#include "testbench/subprocess.hpp"
#include "tests/system.hpp"

namespace weir::tests::regress_test {

namespace {

using namespace weir::regress;
using tests::TemporaryFolder;
namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

constexpr const char* kChain =
    "scenario: chain\nintent: Two layers.\nseed: 1\nframes: 3\nengines: [golden, native]\n"
    "input: {type: uint2, shape: [6], elements_per_beat: 3}\n"
    "layers:\n"
    "  - {kind: mvtu, name: a, rows: 4, pe: 2, simd: 3, weights: {type: int3, seed: 3}, thresholds: {seed: "
    "4}, "
    "output: uint2}\n"
    "  - {kind: threshold, name: b, pe: 2, thresholds: {values: [[1, 2]]}, output: uint2}\n";

// Fast engines, because these tests are about the use of their results.
constexpr const char* kSuite =
    "suite: small\nintent: A few cases.\nseed: 5\nengines: [golden, native]\nexpected: records\n"
    "scenarios: [chain.yaml]\n"
    "campaigns:\n"
    "  - {name: layers, of: layers, cases: 28, batch: 4, stimuli: 2}\n"
    "  - {name: networks, of: networks, cases: 3, batch: 2}\n";

// A folder with a suite and its scenario.
class SuiteFolder {
 public:
  explicit SuiteFolder(const std::string& suite = kSuite) {
    write(folder_.path() / "chain.yaml", kChain);
    write(folder_.path() / "small.yaml", suite);
  }
  [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }
  [[nodiscard]] Suite suite() const { return load_suite(path("small.yaml")); }
  [[nodiscard]] RegressOptions options(const std::string& run, const Shard& shard = {}) const {
    RegressOptions options;
    options.key.seed = 5;
    options.key.shard = shard;
    options.key.started = "2026-01-01T00:00:00Z";
    options.folder = path(run);
    options.jobs = 2;
    return options;
  }
  // Records the results of chain, for later runs to compare with.
  void record() const {
    RegressOptions accepting = options("recording");
    accepting.accept = true;
    regress::regress(suite(), accepting);
  }

 private:
  TemporaryFolder folder_;
};

// The part of a result that two runs must have in common: all but wall-clock times and the paths of files.
std::string verdicts(const RegressionResult& result) {
  std::string text;
  for (const CaseResult& each : result.cases) {
    text += fmt::format("{} {} {} {} {} {} {} {}\n", each.id, each.kind, each.what,
                        static_cast<int>(each.verdict), each.check, each.runs, each.beats, each.cycles);
  }
  for (const auto& [bin, count] : result.coverage) text += fmt::format("{} {}\n", bin, count);
  return text + (result.passed() ? "pass" : "fail");
}

std::string refused(const std::function<void()>& action) {
  try {
    action();
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

Ended run_apart(const std::function<std::string()>& work, const Limits& limits = {10, 0}) {
  return Isolated(work, limits).wait();
}

}  // namespace

TEST_CASE("regress: a suite file says what it is wrong about", "[regress]") {
  const auto of = [](const std::string& before, const std::string& after) {
    std::string text = kSuite;
    const std::size_t at = text.find(before);
    REQUIRE(at != std::string::npos);
    const SuiteFolder folder(text.replace(at, before.size(), after));
    return refused([&] { static_cast<void>(folder.suite()); });
  };
  CHECK_THAT(of("suite: small", "suite: other"), Catch::Contains("small.yaml:1: suite: found other"));
  CHECK_THAT(of("cases: 28, batch: 4", "cases: 28, minutes: 2"),
             Catch::Contains(":8: campaigns: found both cases and minutes"));
  CHECK_THAT(of("cases: 28, ", ""), Catch::Contains("found neither cases nor minutes"));
  CHECK_THAT(of("of: layers", "of: others"), Catch::Contains("wanted layers or networks"));
  CHECK_THAT(of("batch: 4", "batch: 0"), Catch::Contains("batch"));
  CHECK_THAT(of("stimuli: 2", "stimuli: 3"), Catch::Contains("found 28, wanted a multiple of stimuli, 3"));
  CHECK_THAT(of("stimuli: 2", "engines: [vhdl]"),
             Catch::Contains("golden, hls, systemc, native, rtl or skeleton"));
  CHECK_THAT(of("chain.yaml", "absent.yaml"), Catch::Contains("absent.yaml, which is not there"));
  CHECK_THAT(of("name: networks", "name: layers"), Catch::Contains("layers a second time"));
  CHECK_THAT(of("native", "vhdl"), Catch::Contains("golden, hls, systemc, native, rtl or skeleton"));
  CHECK_THAT(of("seed: 5", "sede: 5"), Catch::Contains("sede"));
  CHECK_THAT(of("name: networks", "name: scenarios"), Catch::Contains("another name than the scenarios'"));
  CHECK_THAT(of("[golden, native]", "[golden]"), Catch::Contains("found golden alone, wanted two engines"));
}

TEST_CASE("regress: work apart may end as it will", "[regress]") {
  CHECK(run_apart([] { return std::string(100'000, 'x'); }).text == std::string(100'000, 'x'));
  const Ended thrown = run_apart([]() -> std::string { throw std::runtime_error("no more"); });
  CHECK(thrown.how == Ended::How::kCrash);
  CHECK(thrown.text == "no more");
  const Ended killed = run_apart([] {
    std::fprintf(stderr, "last words");
    std::fflush(stderr);
    raise(SIGABRT);
    return std::string();
  });
  CHECK(killed.how == Ended::How::kCrash);
  CHECK_THAT(killed.text, Catch::Contains("signal 6") && Catch::Contains("last words"));
  const Ended hung = run_apart(
      [] {
        for (volatile bool forever = true; forever;) {
        }
        return std::string();
      },
      {0.2, 0});
  CHECK(hung.how == Ended::How::kCpuTime);
  CHECK_THAT(hung.text, Catch::Contains("s of CPU time"));
#ifndef __SANITIZE_ADDRESS__  // its own memory use exceeds any limit
  const Ended greedy = run_apart(
      [] {
        const std::vector<char> memory(std::size_t{4} << 30U, 'x');
        return std::string(1, memory.back());
      },
      {10, 1024});
  CHECK(greedy.how == Ended::How::kMemory);
#endif
}

TEST_CASE("regress: limits count CPU time, not that of others", "[regress]") {
  // It sleeps for longer than its limit, but works for less.
  const Ended slept = run_apart(
      [] {
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        return std::string("awake");
      },
      {0.2, 0});
  CHECK(slept.how == Ended::How::kDone);
  CHECK(slept.text == "awake");
  // The same in a child process.
  const Ended in_child = run_apart(
      [] {
        testbench::run_command({"sh", "-c", "while :; do :; done"}, ".");
        return std::string();
      },
      {0.3, 0});
  CHECK(in_child.how == Ended::How::kCpuTime);
}

TEST_CASE("regress: what a killed process has started goes with it", "[regress]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "late").string();
  {
    Isolated work(
        [&] {
          const int status = std::system(("sleep 1; touch " + path).c_str());
          return std::to_string(status);
        },
        {10, 0});
    usleep(200'000);
  }
  usleep(1'300'000);
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("regress: stimuli are cases, and campaigns may have engines of their own", "[regress]") {
  const SuiteFolder folder(
      "suite: small\nintent: A few cases.\nseed: 5\nengines: [golden, native]\n"
      "campaigns:\n"
      "  - {name: layers, of: layers, cases: 9, batch: 2, stimuli: 3, engines: [golden, systemc, native]}\n"
      "  - {name: networks, of: networks, cases: 2}\n");
  const RegressionResult result = regress::regress(folder.suite(), folder.options("run"));
  CHECK(result.passed());
  std::vector<std::string> ids;
  for (const CaseResult& each : result.cases) {
    ids.push_back(each.id);
    CHECK(each.runs == (each.kind == "layer" ? 3 : 2));
  }
  CHECK(ids == std::vector<std::string>{"layers/0", "layers/1", "layers/0.1", "layers/1.1", "layers/0.2",
                                        "layers/1.2", "layers/2", "layers/2.1", "layers/2.2", "networks/0",
                                        "networks/1"});
}

TEST_CASE("regress: a run that keeps only the latest cycles takes the same ones", "[regress]") {
  Generator generator(Draw::kNetworks, "history", tests::test_seed(), 1, {});
  for (int i = 0; i < 10; ++i) {
    const Drawn drawn = generator.next("drawn").front();
    INFO(drawn.text);
    const Scenario& scenario = drawn.scenario;
    const Stimulus stimulus{scenario.frames, scenario.traffic, {}};
    testbench::ModelOptions options{.values = false};
    const Trace recorded = testbench::run_native(scenario.network, stimulus, options).trace;
    options.record = false;
    const Trace kept = testbench::run_native(scenario.network, stimulus, options).trace;
    CHECK(kept.frames.first_in == recorded.frames.first_in);
    CHECK(kept.frames.last_out == recorded.frames.last_out);
    CHECK(kept.last_cycle == recorded.last_cycle);
    CHECK(kept.layers == recorded.layers);
  }
}

TEST_CASE("regress: a batch is judged case by case, as if each were alone", "[regress]") {
  std::vector<DrawnCase> cases;
  Generator generator(Draw::kNetworks, "judge", tests::test_seed(), 1, {});
  while (cases.size() < 6) {
    const std::string name = fmt::format("judge-{}", cases.size());
    Drawn drawn = generator.next(name).front();
    drawn.scenario.frames = 2;
    drawn.scenario.order_seed = 0;
    drawn.scenario.reset_after_cycles = 0;
    drawn.scenario.engines = {"golden", "native", "systemc"};
    cases.push_back({name, "network", "", drawn.text, drawn.scenario});
  }
  const BatchResult together = run_batch(cases);
  REQUIRE(together.unclear.empty());
  REQUIRE(together.cases.size() == cases.size());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    INFO(cases[i].text << together.cases[i].detail);
    const BatchResult alone = run_batch({cases[i]});
    CHECK(together.cases[i].verdict == CaseVerdict::kPass);
    CHECK(alone.cases.at(0).verdict == CaseVerdict::kPass);
    CHECK(together.cases[i].beats == alone.cases[0].beats);
    CHECK(together.cases[i].beats > 0);
  }
}

TEST_CASE("regress: judges find what is wrong", "[regress]") {
  const Scenario scenario = parse_scenario(kChain, "chain");
  const tests::Frames frames = tests::frames_of(scenario, scenario.frames);
  const Stimulus stimulus = tests::stimulus(frames, scenario.traffic);
  const auto first_failure = [&](const std::function<void(testbench::EngineRun&)>& spoil) {
    std::vector<testbench::EngineRun> runs;
    runs.push_back(testbench::run_golden(scenario.network, frames.tensors));
    runs.push_back(testbench::run_native(scenario.network, stimulus, {}));
    runs.push_back(testbench::run_systemc(scenario.network, stimulus, {}));
    spoil(runs.back());
    for (const Check& check : judge(scenario, runs)) {
      if (!check.ok) return check.name;
    }
    return std::string("none");
  };
  using testbench::EngineRun;
  CHECK(first_failure([](EngineRun&) {}) == "none");
  CHECK(first_failure([](EngineRun& run) { run.trace.streams[1].values.words[2] ^= 1U; }) == "bit_exact");
  CHECK(first_failure([](EngineRun& run) { ++run.trace.streams[1].push[2]; }) == "cycle_exact");
  CHECK(first_failure([](EngineRun& run) { ++run.trace.streams[1].pop[0]; }) == "cycle_exact");
  CHECK(first_failure([](EngineRun& run) { ++run.trace.layers[0].busy; }) == "cycle_exact");
  CHECK(first_failure([](EngineRun& run) { run.trace.streams[1].pop.pop_back(); }) == "nothing_left_over");
  CHECK(first_failure([](EngineRun& run) { run.fault = "assertion"; }) == "no_fault");
  CHECK(first_failure([](EngineRun& run) { run.trace.complete = false; }) == "not_starved");
}

TEST_CASE("regress: a failing scenario shrinks to what makes it fail", "[regress]") {
  // Take as a failure that a maxpool follows a fork.
  std::string text =
      "scenario: big\nintent: Many layers.\nseed: 9\nframes: 5\nengines: [golden, hls, systemc, native, "
      "rtl]\n"
      "default_depth: 7\n"
      "input: {type: uint8, shape: [4, 8, 6], elements_per_beat: 3}\n"
      "layers:\n"
      "  - {kind: threshold, name: t, pe: 2, thresholds: {values: [[4]]}, output: uint1}\n"
      "  - {kind: fork, name: f, copies: 3}\n"
      "  - {kind: maxpool, name: m, from: f_out0, kernel: [2, 4], pe: 2}\n"
      "  - {kind: channelwise, name: c, from: m, op: add, pe: 2, parameters: {type: int4, seed: 5}}\n"
      "  - {kind: downsample, name: d, from: f_out1, stride: 2, simd: 6}\n"
      "depths: {f_out1: 30}\n"
      "traffic: {source: {one_in: 3}, streams: {m_out: {push: {open: 1, closed: [0, 9]}}}}\n"
      "order_seed: 4\nreset_after_cycles: 77\n";
  std::int64_t asked = 0;
  const auto fails = [&](const std::string& candidate) {
    ++asked;
    try {
      const Network network = parse_scenario(candidate, "big").network;
      for (const Layer& layer : network.layers) {
        if (layer.kind() != Maxpool::kKind) continue;
        const int from = network.stream(layer.inputs[0]).from;
        if (from != kBorder && network.layer(from).kind() == Fork::kKind) return true;
      }
      return false;
    } catch (const BadInput&) {
      return false;
    }
  };
  REQUIRE(fails(text));
  const Shrunk shrunk = shrink(text, fails, 60);
  INFO(shrunk.text);
  const Scenario least = parse_scenario(shrunk.text, "big");
  CHECK(least.network.layers.size() == 2);
  CHECK(least.frames == 1);
  CHECK(least.engines.size() == 1);
  CHECK(elements_of(least.network.streams[0].shape) == 1);
  CHECK(least.network.streams[0].element.bits <= 2);
  CHECK(std::ranges::all_of(least.traffic.streams, [](const StreamTraffic& stream) {
    return stream.push.always_open() && stream.pop.always_open();
  }));
  CHECK(least.reset_after_cycles == 0);
  CHECK(least.order_seed == 0);
  CHECK(shrunk.candidates > 0);
  CHECK(asked == shrunk.candidates + 1);
}

TEST_CASE("regress: records tell what has drifted", "[regress]") {
  const SuiteFolder folder;
  const FixedScenario chain{"chain", folder.path("chain.yaml"), {}, {}, false};
  const fs::path records = folder.path("records");
  const auto run = [&](bool accept) {
    return run_fixed(chain, records, accept, folder.path("failures")).cases.at(0);
  };
  CHECK(run(false).check == "drift");
  CHECK_THAT(run(false).detail, Catch::Contains("nothing is recorded"));
  CHECK(run(true).verdict == CaseVerdict::kPass);
  CHECK(run(false).verdict == CaseVerdict::kPass);
  CHECK_FALSE(fs::exists(folder.path("failures")));
  const std::string recorded = tests::text_of(records / "chain.json");
  CHECK(run(true).verdict == CaseVerdict::kPass);
  CHECK(tests::text_of(records / "chain.json") == recorded);

  // Another folding: different cycles, the same values.
  write(folder.path("chain.yaml"),
        std::regex_replace(std::string(kChain), std::regex("pe: 2, simd: 3"), "pe: 2, simd: 1"));
  const CaseResult slower = run(false);
  CHECK(slower.check == "drift");
  CHECK_THAT(slower.detail, Catch::Matches(".*latency_cycles: before \\d+, now \\d+.*cycles of a_out.*"));
  CHECK_THAT(slower.detail, !Catch::Contains("values of a_out"));
  // Other weights: different values, the same cycles.
  write(folder.path("chain.yaml"),
        std::regex_replace(std::string(kChain), std::regex("values: \\[\\[1, 2\\]\\]"), "values: [[2, 3]]"));
  const CaseResult other = run(false);
  CHECK_THAT(other.detail, Catch::Contains("values of b_out: before") && !Catch::Contains("cycles of"));

  // Another seed for the weights makes it another source, even if the results are equal.
  write(folder.path("chain.yaml"),
        std::regex_replace(std::string(kChain), std::regex("type: int3, seed: 3"), "type: int3, seed: 99"));
  CHECK_THAT(run(false).detail, Catch::Contains("sources: before a weights: seed 3, now a weights: seed 99"));
  CHECK_THAT(run(false).detail, Catch::Contains("values of a_out: before"));
  CHECK(run(true).note.starts_with("recorded: sources: before a weights: seed 3"));

  write(records / "chain.json", "{\"schema\": \"weir-expected-1\"}");
  CHECK_THAT(refused([&] { run(false); }), Catch::Contains("chain.json"));
}

TEST_CASE("regress: where a record's data set is not there its values are not held, which is said",
          "[regress]") {
  const SuiteFolder folder;
  const FixedScenario chain{"chain", folder.path("chain.yaml"), {}, {}, false};
  const tests::Environment nowhere("WEIR_DATA", folder.path("data").string());
  write(folder.path("chain.yaml"),
        std::regex_replace(
            std::string(kChain), std::regex("elements_per_beat: 3"),
            "elements_per_beat: 3, from: [{npy: \"$${WEIR_DATA}/in.npy\"}, {values: [[0, 1, 2, 3, 0, 1]]}]"));
  const auto run = [&](bool accept) {
    return run_fixed(chain, folder.path("records"), accept, folder.path("failures")).cases.at(0);
  };
  CHECK(run(true).verdict == CaseVerdict::kPass);
  CHECK(run(false).note.empty());  // recorded from the same data
  const fs::path record = folder.path("records") / "chain.json";
  const std::string recorded = tests::text_of(record);
  write(record, std::regex_replace(recorded, std::regex("input: values"), "input: npy $${WEIR_DATA}/in.npy"));
  const CaseResult without = run(false);
  INFO(without.detail);
  CHECK(without.verdict == CaseVerdict::kPass);
  CHECK_THAT(without.note, Catch::Contains("values are not held"));
}

TEST_CASE("regress: a run that did not come to its end passes in no merge", "[regress]") {
  const SuiteFolder folder(
      "suite: small\nintent: For so long.\nseed: 5\nengines: [golden, native]\n"
      "campaigns: [{name: layers, of: layers, minutes: 0.002, batch: 2}]\n");
  const Suite suite = folder.suite();
  CHECK(regress::regress(suite, folder.options("whole")).passed());
  CHECK(merge_shards(suite, {folder.path("whole")}).passed());

  const std::atomic<bool> interrupted = true;
  RegressOptions cut = folder.options("cut");
  cut.interrupted = &interrupted;
  CHECK_FALSE(regress::regress(suite, cut).passed());
  fs::copy(folder.path("whole") / "units", folder.path("cut") / "units", fs::copy_options::recursive);
  const RegressionResult merged = merge_shards(suite, {folder.path("cut")});
  CHECK(merged.cases.size() > 0);
  CHECK_FALSE(merged.passed());
  REQUIRE(merged.not_run.size() == 1);
  CHECK_THAT(merged.not_run[0], Catch::Contains("shard 1/1 has not come to its end, but is interrupted"));

  // A killed run's file still says that it is running.
  const std::string run = tests::text_of(folder.path("whole") / "run.json");
  write(folder.path("whole") / "run.json", std::regex_replace(run, std::regex("complete"), "running"));
  CHECK_FALSE(merge_shards(suite, {folder.path("whole")}).passed());
  RegressOptions like = folder.options("like");
  like.like = folder.path("whole");
  CHECK_THAT(refused([&] { regress::regress(suite, like); }), Catch::Contains("which is running"));
  RegressOptions later = folder.options("whole");
  later.resume = true;
  later.key.version = "another";
  CHECK_THAT(refused([&] { regress::regress(suite, later); }), Catch::Contains("by Weir another"));
  write(folder.path("whole") / "run.json", std::regex_replace(run, std::regex("\"layers-0\""), ""));
  fs::copy(folder.path("whole") / "units" / "layers-0.json", folder.path("whole") / "units" / "odd.json");
  const std::string odd = tests::text_of(folder.path("whole") / "units" / "odd.json");
  write(folder.path("whole") / "units" / "odd.json",
        std::regex_replace(odd, std::regex("\"layers/0\",\n \"wall|\"unit\": \"layers/0\""),
                           "\"unit\": \"others/0\""));
  CHECK_THAT(refused([&] { merge_shards(suite, {folder.path("whole")}); }), Catch::Contains("others/0"));
}

TEST_CASE("regress: what is beside a case changes nothing of it", "[regress]") {
  const auto drawn = [](const std::string& name, const std::string& frames) {
    std::string text = std::regex_replace(std::string(kChain), std::regex("chain"), name);
    text = std::regex_replace(text, std::regex("frames: 3"), "frames: " + frames);
    return DrawnCase{name, "network", "2 layers", text, parse_scenario(text, name + ".yaml")};
  };
  const DrawnCase one = drawn("one", "3");
  DrawnCase slow = drawn("slow", "3");
  slow.scenario.traffic.streams.at(0).push = {1, 1, 40, 40, 0};
  const auto cycles_of = [](const std::vector<DrawnCase>& cases) {
    return run_batch(cases).cases.at(0).cycles;
  };
  CHECK(cycles_of({one}) > 0);
  CHECK(cycles_of({slow}) > cycles_of({one}));
  CHECK(cycles_of({one, slow}) == cycles_of({one}));
  CHECK(cycles_of({slow, one}) == cycles_of({slow}));
}

TEST_CASE("regress: a part of a suite is another suite", "[regress]") {
  const SuiteFolder folder;
  folder.record();
  Suite part = folder.suite();
  keep_only(part, {"chain", "networks"});
  const RegressionResult result = regress::regress(part, folder.options("part"));
  CHECK(result.passed());
  CHECK(result.cases.size() == 4);
  CHECK_THAT(refused([&] { merge_shards(folder.suite(), {folder.path("part")}); }),
             Catch::Contains("another suite"));
  CHECK_THAT(refused([&] { keep_only(part, {"layers"}); }), Catch::Contains("--only: found layers"));
  // A record that no run has written.
  write(folder.path("records") / "chain.json",
        std::regex_replace(tests::text_of(folder.path("records") / "chain.json"),
                           std::regex("\"cycles\": \\d+"), "\"cycles\": 7"));
  const RegressionResult drifted = regress::regress(part, folder.options("drifted"));
  CHECK(drifted.cases[0].check == "drift");
  CHECK(drifted.cases[0].replay ==
        "weir regress " + folder.path("small.yaml").string() + " --only chain --no-history");
}

TEST_CASE("regress: jobs, shards and interruptions change no verdict", "[regress]") {
  const SuiteFolder folder;
  folder.record();
  const Suite suite = folder.suite();
  RegressOptions one_job = folder.options("whole");
  one_job.jobs = 1;
  const RegressionResult whole = regress::regress(suite, one_job);
  INFO(verdicts(whole));
  CHECK(whole.passed());
  CHECK(whole.cases.size() == 32);
  CHECK(whole.cases_planned == 32);
  CHECK(verdicts(regress::regress(suite, folder.options("again"))) == verdicts(whole));

  // Cut off after some units, as if it had been killed, with one unit half written.
  fs::copy(folder.path("whole"), folder.path("cut"), fs::copy_options::recursive);
  fs::remove(folder.path("cut") / "units" / "layers-2.json");
  fs::remove(folder.path("cut") / "units" / "networks-0.json");
  write(folder.path("cut") / "units" / "layers-2.json.99.tmp", "{\"un");
  RegressOptions resumed = folder.options("cut");
  CHECK_THAT(refused([&] { regress::regress(suite, resumed); }), Catch::Contains("--resume"));
  resumed.resume = true;
  CHECK(verdicts(regress::regress(suite, resumed)) == verdicts(whole));

  std::vector<fs::path> shards;
  std::size_t cases = 0;
  for (std::int64_t i = 1; i <= 3; ++i) {
    const std::string run = fmt::format("shard{}", i);
    shards.push_back(folder.path(run));
    const RegressionResult shard = regress::regress(suite, folder.options(run, {i, 3}));
    CHECK(shard.passed());
    cases += shard.cases.size();
  }
  CHECK(cases == whole.cases.size());
  CHECK(verdicts(merge_shards(suite, shards)) == verdicts(whole));
  shards.pop_back();
  const RegressionResult lacking = merge_shards(suite, shards);
  CHECK_FALSE(lacking.passed());
  CHECK(lacking.cases_planned == 32);
  CHECK(lacking.not_run == std::vector<std::string>{"shard 3/3 is lacking"});
  shards.push_back(shards[0]);
  CHECK_THAT(refused([&] { merge_shards(suite, shards); }), Catch::Contains("shard 1 once more"));
}

TEST_CASE("regress: another run's folder is refused", "[regress]") {
  const SuiteFolder folder;
  folder.record();
  const Suite suite = folder.suite();
  RegressOptions options = folder.options("recording");
  options.resume = true;
  options.key.seed = 6;
  CHECK_THAT(refused([&] { regress::regress(suite, options); }), Catch::Contains("a run with seed 5"));
  options.key.seed = 5;
  options.key.shard = {1, 2};
  CHECK_THAT(refused([&] { regress::regress(suite, options); }), Catch::Contains("shard 1/1"));
  write(folder.path("small.yaml"), std::string(kSuite) + "# changed\n");
  options.key.shard = {};
  CHECK_THAT(refused([&] { regress::regress(folder.suite(), options); }), Catch::Contains("another suite"));
  options.folder = folder.path("chain.yaml");
  CHECK_THAT(refused([&] { regress::regress(suite, options); }), Catch::Contains("--out"));
}

TEST_CASE("regress: a case that comes to a limit is inconclusive, and is tried again", "[regress]") {
  std::string text = kSuite;
  text.replace(text.find("scenarios:"), 0, "limits: {seconds_per_case: 1, shrink_minutes: 0}\n");
  const SuiteFolder folder(text);
  // No engine completes that many frames in time.
  write(folder.path("chain.yaml"),
        std::regex_replace(std::string(kChain), std::regex("frames: 3"), "frames: 100000000"));
  const RegressionResult result = regress::regress(folder.suite(), folder.options("run"));
  CHECK(result.cases.size() == 32);
  CHECK(result.failed() == 0);
  CHECK(result.inconclusive() == 1);
  CHECK_FALSE(result.passed());
  CHECK(result.cases[0].verdict == CaseVerdict::kInconclusive);
  CHECK(result.cases[0].check == "cpu_time");
  CHECK_THAT(result.cases[0].replay, Catch::Contains("weir run"));
  // That case is tried again, and no other.
  RegressOptions again = folder.options("run");
  again.resume = true;
  std::vector<std::string> done;
  again.news = [&](const std::string& line) { done.push_back(line); };
  const RegressionResult resumed = regress::regress(folder.suite(), again);
  CHECK(resumed.failed() == 0);
  CHECK(resumed.inconclusive() == 1);
  CHECK(done.size() == 1);
}

TEST_CASE("regress: a scenario that fails is made smaller, but not one whose figures are others",
          "[regress]") {
  const SuiteFolder folder(
      "suite: small\nintent: Scenarios.\nlimits: {shrink_minutes: 2}\nscenarios:\n"
      "  - {scenario: locks.yaml, engines: [golden, native], frames: 2}\n"
      "  - {scenario: late.yaml, engines: [golden, native]}\n");
  const fs::path scenarios = fs::path(WEIR_SOURCE_DIR) / "scenarios";
  fs::copy(scenarios / "data" / "tfc-w1a1.npz", folder.path("weights.npz"));
  // One of the two branches to the sum holds up the other. The products before them read their weights from a
  // file.
  write(folder.path("locks.yaml"), R"(scenario: locks
intent: Lock.
seed: 1
frames: 3
engines: [golden, hls, systemc, native, rtl]
default_depth: 1
input: {type: bipolar, shape: [2, 4, 64], elements_per_beat: 64}
layers:
  - {kind: mvtu, name: first, rows: 64, pe: 64, simd: 64, weights: {type: bipolar, npz: weights.npz, array: fc1_w}, thresholds: {npz: weights.npz, array: fc1_t}, output: binary}
  - {kind: fork, name: ways}
  - {kind: normalize, name: level, pe: 64, output: binary}
  - {kind: add, name: sum, from: [level, ways_out1], pe: 64}
)");
  write(folder.path("late.yaml"),
        std::regex_replace(std::string(kChain), std::regex("scenario: chain"), "scenario: late") +
            "expect: {interval_cycles: 1}\n");
  const std::string whole = text_of(folder.suite().scenarios.at(0));
  CHECK_THAT(whole, Catch::Contains("npz: " + fs::canonical(folder.path("weights.npz")).string()));
  CHECK_THAT(whole, Catch::Contains("frames: 2") && !Catch::Contains("hls"));
  const RegressionResult result = regress::regress(folder.suite(), folder.options("run"));
  REQUIRE(result.cases.size() == 2);
  const CaseResult& locks = result.cases[0];
  CHECK(locks.verdict == CaseVerdict::kFail);
  CHECK(locks.check == "nothing_left_over");
  REQUIRE_FALSE(locks.minimal.empty());
  CHECK(locks.replay == "weir run " + locks.minimal);
  const Scenario least = load_scenario(locks.minimal);
  CHECK(least.frames == 1);
  CHECK(least.engines == std::vector<std::string>{"native"});
  CHECK(least.network.layers.size() <= 6);  // four, and width converters
  CHECK(failing_check(least, false, folder.path("again")) == locks.check);
  const CaseResult& late = result.cases[1];
  CHECK(late.check == "throughput");
  CHECK(late.minimal.empty());
  CHECK(late.replay == "weir run " + folder.path("late.yaml").string() + " --engine golden,native");
}

TEST_CASE("regress: a fault in the HLS library is found, shrunk and shown", "[.][nightly][regress]") {
  const TemporaryFolder library;
  fs::copy(fs::path(WEIR_SOURCE_DIR) / "hls", library.path() / "hls", fs::copy_options::recursive);
  const fs::path file = library.path() / "hls" / "maxpool.hpp";
  std::string text = tests::text_of(file);
  const std::size_t at = text.find(" > ");
  REQUIRE(at != std::string::npos);
  write(file, text.replace(at, 3, " < "));
  const tests::Environment broken("WEIR_HLS_DIR", (library.path() / "hls").string());
  const SuiteFolder folder(
      "suite: small\nintent: Layers.\nengines: [golden, hls]\nlimits: {shrink_minutes: 2}\n"
      "campaigns: [{name: layers, of: layers, cases: 160, batch: 2}]\n");
  const RegressionResult result = regress::regress(folder.suite(), folder.options("run"));
  CHECK_FALSE(result.passed());
  bool shown = false;
  for (const CaseResult& each : result.cases) {
    if (each.verdict == CaseVerdict::kPass) continue;
    CHECK(each.what == "maxpool");
    if (each.minimal.empty()) continue;
    shown = true;
    const Scenario least = load_scenario(each.minimal);
    CHECK(least.network.layers.size() <= 2);
    CHECK(least.frames == 1);
    CHECK(run_batch({{"minimal", "", "", "", least}}).cases.at(0).check == each.check);
  }
  CHECK(shown);
}

}  // namespace weir::tests::regress_test

// Drawn scenarios: they load, run, and agree; the same seed draws the same ones; all kinds occur.
#include "regress/generate.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "regress/coverage.hpp"
#include "system.hpp"

namespace weir::tests::generate_test {

namespace {

using regress::Draw;
using regress::Drawn;
using regress::Generator;

std::vector<std::string> texts(Draw draw, const std::string& campaign, std::uint64_t seed, int cases) {
  std::vector<std::string> texts;
  Generator generator(draw, campaign, seed, 1, {});
  for (int i = 0; i < cases; ++i) texts.push_back(generator.next("drawn").front().text);
  return texts;
}

// Compares golden's values with native's, and adds the bins that native's run hit. Returns whether it
// completed.
bool run(const Scenario& scenario, Coverage& covered) {
  const tests::Frames frames = tests::frames_of(scenario, scenario.frames);
  const testbench::EngineRun golden = testbench::run_golden(scenario.network, frames.tensors);
  const testbench::EngineRun native = testbench::run_native(
      scenario.network, tests::stimulus(frames, scenario.traffic), {.order_seed = scenario.order_seed});
  regress::merge(covered, regress::bins_of(scenario.network, native.trace));
  if (native.trace.complete) {
    tests::check_values_equal(scenario.network, scenario.frames, golden, native);
  } else {
    CHECK_FALSE(find_ring(scenario.network, native.waits).empty());
  }
  return native.trace.complete;
}

// Checks that all bins hit exist, and that all bins of runs were hit.
void check_bins_of_runs(const Coverage& covered) {
  const Coverage all = regress::all_bins();
  for (const auto& [bin, count] : covered) {
    INFO(bin);
    CHECK(all.contains(bin));
  }
  for (const auto& [bin, none] : all) {
    if (!bin.starts_with("fifo ") && !bin.starts_with("stall at ")) continue;
    INFO(bin);
    CHECK(covered.contains(bin));
  }
}

}  // namespace

TEST_CASE("generate: a seed draws the same cases again", "[regress][generate]") {
  for (const Draw draw : {Draw::kLayers, Draw::kNetworks}) {
    const std::vector<std::string> one = texts(draw, "a", 5, 10);
    CHECK(one == texts(draw, "a", 5, 10));
    CHECK(one != texts(draw, "b", 5, 10));
    CHECK(one != texts(draw, "a", 6, 10));
    CHECK(std::set<std::string>(one.begin(), one.end()).size() == one.size());
  }
}

TEST_CASE("generate: a further stimulus leaves what is built", "[regress][generate]") {
  const auto layers_of = [](const std::string& text) {
    const std::size_t begin = text.find("layers:");
    return text.substr(begin, text.find('\n', text.rfind("  - {kind")) - begin);
  };
  for (const Draw draw : {Draw::kLayers, Draw::kNetworks}) {
    Generator generator(draw, "stimuli", 9, 1, {}, 3);
    for (int i = 0; i < 5; ++i) {
      const std::vector<Drawn> drawn = generator.next("drawn");
      REQUIRE(drawn.size() == 3);
      for (std::size_t s = 1; s < drawn.size(); ++s) {
        INFO(drawn[s].text);
        CHECK(drawn[s].scenario.name == "drawn-" + std::to_string(s));
        CHECK(drawn[s].text != drawn[0].text);
        CHECK(layers_of(drawn[s].text) == layers_of(drawn[0].text));
        const Network& network = drawn[s].scenario.network;
        REQUIRE(network.streams.size() == drawn[0].scenario.network.streams.size());
        for (const Stream& stream : network.streams) CHECK(stream.depth <= 256);
      }
    }
  }
}

TEST_CASE("generate: the text is the scenario", "[regress][generate]") {
  for (const Draw draw : {Draw::kLayers, Draw::kNetworks}) {
    Generator generator(draw, "text", 7, 1, {});
    for (int i = 0; i < 10; ++i) {
      const Drawn drawn = generator.next("some-name").front();
      INFO(drawn.text);
      const Scenario again = parse_scenario(drawn.text, "some-name");
      CHECK(again.name == "some-name");
      CHECK(again.engines == std::vector<std::string>{"golden", "hls", "systemc", "native", "rtl"});
      CHECK(regress::bins_of(again) == regress::bins_of(drawn.scenario));
      CHECK(again.network.streams.size() == drawn.scenario.network.streams.size());
    }
  }
}

TEST_CASE("generate: layers of all kinds, which run", "[regress][generate]") {
  Generator generator(Draw::kLayers, "run", tests::test_seed(), 1, {});
  std::map<std::string, int> kinds;
  std::map<std::int64_t, int> frames;
  Coverage covered;
  int resets = 0;
  int orders = 0;
  int stalled = 0;
  const int cases = 300;
  for (int i = 0; i < cases; ++i) {
    const Drawn drawn = generator.next("drawn").front();
    const Scenario& scenario = drawn.scenario;
    INFO(drawn.text);
    CHECK(run(scenario, covered));
    for (const Layer& layer : scenario.network.layers) ++kinds[std::string(layer.kind())];
    ++frames[scenario.frames];
    resets += scenario.reset_after_cycles != 0 ? 1 : 0;
    orders += scenario.order_seed != 0 ? 1 : 0;
    bool open = true;
    for (const StreamTraffic& ends : scenario.traffic.streams)
      open = open && ends.push.always_open() && ends.pop.always_open();
    stalled += open ? 0 : 1;
  }
  check_bins_of_runs(covered);
  CHECK(kinds.size() == std::variant_size_v<LayerParams>);
  CHECK(frames[1] > 0);
  CHECK(frames[2] + frames[3] > cases / 2);
  CHECK(frames[1] + frames[2] + frames[3] < cases);
  CHECK(frames.rbegin()->first <= 8);
  for (const int some : {resets, orders, stalled}) {
    CHECK(some > cases / 10);
    CHECK(some < cases);
  }
}

TEST_CASE("generate: networks, few of which deadlock", "[regress][generate]") {
  Generator generator(Draw::kNetworks, "run", tests::test_seed(), 1, {});
  Coverage covered;
  int locked = 0;
  int forked = 0;
  const int cases = 60;
  for (int i = 0; i < cases; ++i) {
    const Drawn drawn = generator.next("drawn").front();
    INFO(drawn.text);
    CHECK(drawn.scenario.network.layers.size() >= 4);
    locked += run(drawn.scenario, covered) ? 0 : 1;
    forked += regress::bins_of(drawn.scenario).contains("branches meet again/yes") ? 1 : 0;
  }
  CHECK(locked < cases / 4);
  CHECK(forked > cases / 4);
}

}  // namespace weir::tests::generate_test

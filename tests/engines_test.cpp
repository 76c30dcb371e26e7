// The table of engines: names, properties known before a run, and each engine's own function.
#include "network/engines.hpp"

#include "tests/system.hpp"

namespace weir::tests::engines_test {

using namespace weir::testbench;

namespace {

Scenario small_scenario() {
  Random random(7);
  Scenario scenario;
  scenario.name = "small";
  scenario.network = random_chain("small", random);
  scenario.frames = 2;
  scenario.engines = engine_names();
  scenario.traffic = Traffic::back_to_back(scenario.network);
  const Stream& input = scenario.network.streams[0];
  scenario.inputs.emplace_back(input.element, input.shape, 1);
  return scenario;
}

}  // namespace

TEST_CASE("engines: each name runs the engine of that name", "[engines][hls][rtl]") {
  const Scenario scenario = small_scenario();
  const Feed feed = feed_of(scenario);
  for (const Engine& engine : kEngines) {
    const std::string name(engine.name);
    INFO("engine " << name);
    const EngineRun run = run_engine(name, scenario, feed, true);
    CHECK(run.trace.engine == name);
    CHECK(run.trace.timed == engine.timed);
    CHECK(run.trace.has_values == engine.values);
    CHECK(run.trace.complete);
    CHECK(run.trace.waves.empty() != (engine.timed && engine.values));
    CHECK(run.optimisation.has_value() == engine.hardware);
    if (!engine.model) continue;
    const EngineRun alone = run_model(name, scenario.network, feed.stimulus, {.values = false});
    CHECK(alone.trace.engine == name);
    CHECK_FALSE(alone.trace.has_values);
    CHECK(alone.trace.last_cycle == run.trace.last_cycle);
  }
}

TEST_CASE("engines: found by name and by property", "[engines]") {
  using Names = std::vector<std::string>;
  CHECK(engine_names() == Names{"golden", "hls", "systemc", "native", "rtl", "skeleton"});
  CHECK(engine_names(&Engine::timed) == Names{"systemc", "native", "rtl", "skeleton"});
  CHECK(is_timed("native"));
  CHECK_FALSE(is_timed("hls"));
  CHECK(find_engine("rtl")->hardware);
  CHECK(find_engine("vhdl") == nullptr);
  CHECK_THROWS_WITH(engine_named("vhdl"), "no engine is named 'vhdl'");
  CHECK(first_with(&Engine::model, {"rtl", "native", "systemc"}) == "native");
  CHECK(first_with(&Engine::model, {"rtl", "hls"}).empty());
}

TEST_CASE("engines: cycles are compared with the hardware's, else with the first that has any", "[engines]") {
  CHECK(cycles_reference({"golden", "native", "rtl"}) == "rtl");
  CHECK(cycles_reference({"golden", "native", "systemc"}) == "native");
  CHECK(cycles_reference({"hls", "golden"}).empty());
}

}  // namespace weir::tests::engines_test

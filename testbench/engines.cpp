#include "testbench/engines.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "network/engines.hpp"
#include "testbench/interrupt.hpp"
#include "testbench/packing.hpp"

namespace weir::testbench {

namespace {

// An engine's functions; the rows are in the order of kEngines.
struct Row {
  std::string_view engine;
  EngineRun (*run)(const Scenario& scenario, const Feed& feed, bool waves);
  // Null where the engine runs no models.
  EngineRun (*run_model)(const Network& network, const Stimulus& stimulus, const ModelOptions& options);
};

ModelOptions model_options(const Scenario& scenario, bool waves) {
  return {.waves = waves, .order_seed = scenario.order_seed};
}

constexpr Row kRows[] = {
    {"golden",
     [](const Scenario& scenario, const Feed& feed, bool) {
       return run_golden(scenario.network, feed.frames, feed.share);
     },
     nullptr},
    {"hls",
     [](const Scenario& scenario, const Feed& feed, bool) {
       return run_hls(scenario.network, feed.stimulus);
     },
     nullptr},
    {"systemc",
     [](const Scenario& scenario, const Feed& feed, bool waves) {
       return run_systemc(scenario.network, feed.stimulus,
                          {model_options(scenario, waves), scenario.rtl_layers, scenario.seed});
     },
     [](const Network& network, const Stimulus& stimulus, const ModelOptions& options) {
       return run_systemc(network, stimulus, {options});
     }},
    {"native",
     [](const Scenario& scenario, const Feed& feed, bool waves) {
       return run_native(scenario.network, feed.stimulus, model_options(scenario, waves));
     },
     run_native},
    {"rtl",
     [](const Scenario& scenario, const Feed& feed, bool waves) {
       return run_rtl(scenario.network, feed.stimulus,
                      {waves, scenario.seed, scenario.reset_after_cycles, feed.share});
     },
     nullptr},
    {"skeleton",
     [](const Scenario& scenario, const Feed& feed, bool) {
       return run_skeleton(scenario.network, feed.stimulus, scenario.reset_after_cycles);
     },
     nullptr},
};

static_assert(std::ranges::equal(kRows, kEngines, {}, &Row::engine, &Engine::name));

const Row& row_of(const std::string& engine) { return kRows[&engine_named(engine) - kEngines]; }

}  // namespace

Feed feed_of(const Scenario& scenario) {
  const Network& network = scenario.network;
  Feed feed{{scenario.frames, scenario.traffic, {}}, {}};
  for (const int s : network.inputs) feed.stimulus.inputs.emplace_back(network.stream(s).width_bits);
  const bool tensors_wanted = !first_with(&Engine::tensors, scenario.engines).empty();
  for (std::int64_t f = 0; f < scenario.frames; ++f) {
    check_interrupt();
    std::vector<Tensor> frame;
    for (std::size_t i = 0; i < network.inputs.size(); ++i) {
      frame.push_back(scenario.inputs[i].frame(f));
      append_frame(feed.stimulus.inputs[i], network.stream(network.inputs[i]), frame.back());
    }
    if (tensors_wanted) feed.frames.push_back(std::move(frame));
  }
  return feed;
}

EngineRun run_engine(const std::string& engine, const Scenario& scenario, const Feed& feed, bool waves) {
  return row_of(engine).run(scenario, feed, waves);
}

EngineRun run_model(const std::string& engine, const Network& network, const Stimulus& stimulus,
                    const ModelOptions& options) {
  const Row& row = row_of(engine);
  if (row.run_model == nullptr) throw std::invalid_argument("engine " + engine + " runs no models");
  return row.run_model(network, stimulus, options);
}

}  // namespace weir::testbench

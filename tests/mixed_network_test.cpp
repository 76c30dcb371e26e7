// Networks of mixed hardware compared with the contract: freezing pipelines, register slices, wires, other
// FIFOs.
#include "tests/mixed_network.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/hosts/native.hpp"
#include "models/hosts/scheduler.hpp"
#include "testbench/engines.hpp"
#include "tests/contract.hpp"
#include "tests/mixed_rtl.hpp"
#include "tests/recurrence.hpp"
#include "tests/system.hpp"

namespace weir::tests::mixed_network_test {

namespace {

constexpr std::int64_t kFrames = 3;

// Networks that together take about a minute to build. At least one in ten deadlocks.
std::vector<Network> small_networks(std::uint64_t seed, std::size_t count) {
  constexpr std::size_t kMostStreams = 20;
  Random random(Catch::rngSeed(), seed);
  std::vector<Network> networks;
  while (networks.size() < count) {
    Network network = random_mixed_network("mixed" + std::to_string(networks.size()), random);
    if (network.streams.size() > kMostStreams) continue;
    const bool locks = networks.size() % 10 == 9;
    if (locks && run_contract(network, kFrames, Traffic::back_to_back(network)).trace.complete) continue;
    networks.push_back(std::move(network));
  }
  return networks;
}

// Compares native in each of its modes: with its own order of processes and with another one, with waves, and
// without recorded cycles.
void check_native(const Network& network, const Traffic& traffic, const Trace& contract, Random& random) {
  const Stimulus stimulus{kFrames, traffic, {}};
  testbench::ModelOptions options{.values = false};
  const testbench::EngineRun native = testbench::run_native(network, stimulus, options);
  check_equal(network, contract, native.trace);
  options.waves = true;
  {
    INFO("with waves");
    check_equal(network, contract, testbench::run_native(network, stimulus, options).trace);
  }
  options.waves = false;
  options.order_seed = random.next() | 1U;
  {
    INFO("with processes in order " << options.order_seed);
    const testbench::EngineRun shuffled = testbench::run_native(network, stimulus, options);
    check_equal(network, contract, shuffled.trace);
    CHECK(shuffled.waits == native.waits);
  }
  options.record = false;
  INFO("without records, with processes in order " << options.order_seed);
  const Trace alone = testbench::run_native(network, stimulus, options).trace;
  CHECK(alone.complete == contract.complete);
  CHECK(alone.last_cycle == contract.last_cycle);
  CHECK(alone.layers == contract.layers);
}

// Compares the cycles in which producers offered their beats, as the history records them (from closed forms)
// and as waves do (at the ports, one by one). Returns the number of beats.
std::int64_t check_offers(std::uint64_t seed, std::uint64_t count) {
  std::int64_t beats = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Random random(Catch::rngSeed(), seed + i);
    const Network network = random_mixed_network("mixed" + std::to_string(i), random, Delays::kAny);
    const Stimulus stimulus{kFrames, Traffic::back_to_back(network), {}};
    const auto run = [&](const models::Recording& recording) {
      auto pipeline = std::make_unique<models::Pipeline>(network, stimulus, recording);
      models::Scheduler(*pipeline, 0).run([] { return false; });
      return pipeline;
    };
    models::Recording waves;
    waves.cycles = waves.waves = true;
    models::Recording history;
    history.cycles = true;
    history.history_frames = kFrames;
    const auto by_ports = run(waves);
    const auto by_history = run(history);
    INFO("network " << i << " of seed " << Catch::rngSeed());
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      const std::uint64_t pushed = by_ports->channels[s]->pushes.count();
      REQUIRE(by_history->channels[s]->pushes.count() == pushed);
      std::uint64_t beat = 0;
      const models::Timeline& offered = by_history->offered(static_cast<int>(s));
      while (beat < pushed && offered[beat] == by_ports->offered(static_cast<int>(s))[beat]) ++beat;
      INFO(network.streams[s].name << ", beat " << beat);
      CHECK(beat == pushed);
      beats += static_cast<std::int64_t>(pushed);
    }
  }
  return beats;
}

// Compares native on that many random networks, each without stalls and under two random traffics. Returns
// how many runs completed.
int check_native(std::uint64_t seed, std::uint64_t count) {
  int completed = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Random random(Catch::rngSeed(), seed + i);
    const Network network = random_mixed_network("mixed" + std::to_string(i), random, Delays::kAny);
    for (int t = 0; t < 3; ++t) {
      INFO("network " << i << ", traffic " << t << " of seed " << Catch::rngSeed());
      const Traffic traffic = t == 0 ? Traffic::back_to_back(network) : random_mixed_traffic(network, random);
      const Trace contract = run_contract(network, kFrames, traffic).trace;
      check_native(network, traffic, contract, random);
      completed += contract.complete ? 1 : 0;
    }
  }
  return completed;
}

// Compares systemc on that many random networks, each under one traffic, with its processes in their own
// order and in another one.
void check_systemc(std::uint64_t seed, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    Random random(Catch::rngSeed(), seed + i);
    const Network network = random_mixed_network("mixed" + std::to_string(i), random, Delays::kAny);
    const Stimulus stimulus{kFrames, random_mixed_traffic(network, random), {}};
    const Trace contract = run_contract(network, kFrames, stimulus.traffic).trace;
    testbench::ModelOptions options{.values = false};
    for (const std::uint64_t order : {std::uint64_t{0}, random.next() | 1U}) {
      INFO("network " << i << " of seed " << Catch::rngSeed() << ", order " << order);
      options.order_seed = order;
      check_equal(network, contract, testbench::run_systemc(network, stimulus, {options}).trace);
    }
  }
}

// Checks the steady states of that many random networks, and the figures for many frames that follow from
// them. Returns how many networks have a steady state.
int check_steady(std::uint64_t seed, std::uint64_t count) {
  int steady = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Random random(Catch::rngSeed(), seed + i);
    const Network network = random_mixed_network("mixed" + std::to_string(i), random, Delays::kAny);
    INFO("network " << i << " of seed " << Catch::rngSeed());
    INFO(describe_hardware(network));
    steady += check_recurrence(network, random_periodic_traffic(network, random)) ? 1 : 0;
  }
  return steady;
}

// Compares that many random networks as RTL, under that many traffics each. Returns how many runs completed.
int check_rtl(std::uint64_t seed, std::size_t count, int traffics) {
  const MixedRtl rtl(small_networks(seed, count));
  Random random(Catch::rngSeed(), seed + 1);
  int completed = 0;
  for (int t = 0; t < traffics; ++t) {
    std::vector<Traffic> traffic;
    for (const Network& network : rtl.networks()) traffic.push_back(random_mixed_traffic(network, random));
    const MixedRun run = rtl.run(kFrames, traffic);
    CHECK(run.fault == "");
    for (std::size_t n = 0; n < count; ++n) {
      INFO("traffic " << t << " of seed " << Catch::rngSeed());
      const Network& network = rtl.networks()[n];
      const Trace contract = run_contract(network, kFrames, traffic[n]).trace;
      check_equal(network, contract, run.traces[n]);
      check_native(network, traffic[n], run.traces[n], random);
      completed += contract.complete ? 1 : 0;
    }
  }
  return completed;
}

// One layer between input and output, with one iteration for each of a frame's `beats` beats.
Network one_layer(std::int64_t beats, const std::optional<Freezing>& freezing) {
  Random random(1);
  NetworkBuilder builder("one");
  builder.input("input", DataType::uint(2), {beats, 1}, 1);
  Threshold threshold;
  threshold.thresholds = tests::random_thresholds(DataType::binary(), 1, 0, 3, random);
  builder.add("layer", threshold);
  Network network = builder.finish();
  network.layers[0].freezing = freezing;
  return network;
}

constexpr std::size_t kIn = 0;
constexpr std::size_t kOut = 1;

using Cycles = std::vector<Cycle>;

}  // namespace

TEST_CASE("mixed: the contract's latency of a freezing pipeline with slices", "[mixed][contract]") {
  for (const Cycle depth : {1, 2, 5}) {
    Network network = one_layer(3, Freezing{depth});
    network.layers[0].slices = true;
    for (Stream& stream : network.streams) stream.wire = true;
    const Trace trace = run_contract(network, 1, Traffic::back_to_back(network)).trace;
    CHECK(trace.streams[kIn].push == Cycles{0, 1, 2});
    CHECK(trace.streams[kIn].pop == trace.streams[kIn].push);
    CHECK(trace.streams[kOut].pop == Cycles{2 + depth, 3 + depth, 4 + depth});
    CHECK(trace.streams[kOut].push == trace.streams[kOut].pop);
  }
}

TEST_CASE("mixed: the contract's FIFO of one beat carries one each time that both its delays are over",
          "[mixed][contract]") {
  Network network = one_layer(4, {});
  network.streams[kIn].depth = 1;
  network.streams[kIn].delays = {2, 3};
  const Trace trace = run_contract(network, 1, Traffic::back_to_back(network)).trace;
  CHECK(trace.streams[kIn].push == Cycles{0, 5, 10, 15});
  CHECK(trace.streams[kIn].pop == Cycles{2, 7, 12, 17});
  CHECK(trace.streams[kOut].push == Cycles{4, 9, 14, 19});
}

TEST_CASE("mixed: a missing input leaves a bubble in the contract's pipeline, or stops it",
          "[mixed][contract]") {
  const auto out = [](const Freezing& freezing) {
    const Network network = one_layer(2, freezing);
    Traffic traffic = Traffic::back_to_back(network);
    traffic.streams[kIn].push = Pattern::one_in(20);
    const Trace trace = run_contract(network, 2, traffic).trace;
    CHECK(trace.streams[kIn].pop == Cycles{1, 21, 41, 61});
    return trace.streams[kOut].push;
  };
  CHECK(out({3, false}) == Cycles{4, 24, 44, 64});
  // A frame's second beat lets the first one move on. Before the first beat of a frame nothing waits.
  CHECK(out({3, true}) == Cycles{23, 24, 63, 64});
  // The iteration in the last stage is written nevertheless.
  CHECK(out({1, true}) == Cycles{2, 22, 42, 62});
  CHECK(out({2, true}) == Cycles{22, 23, 62, 63});
}

TEST_CASE(
    "mixed: a frame enters the contract's pipeline that stops on a missing input when the one before has "
    "left",
    "[mixed][contract]") {
  const auto run = [](const Freezing& freezing) {
    const Network network = one_layer(2, freezing);
    return run_contract(network, 2, Traffic::back_to_back(network)).trace;
  };
  CHECK(run({3, false}).streams[kOut].push == Cycles{4, 5, 6, 7});
  const Trace trace = run({3, true});
  CHECK(trace.streams[kIn].pop == Cycles{1, 2, 6, 7});
  CHECK(trace.streams[kOut].push == Cycles{4, 5, 9, 10});
  CHECK(trace.layers == std::vector<LayerActivity>{{4, 0, 8}});  // the pause is not the layer's work
}

TEST_CASE("mixed: the contract's run ends when the slices are empty, too", "[mixed][contract]") {
  // The layer does not use a frame's last four beats.
  Random random(1);
  NetworkBuilder builder("last");
  builder.input("input", DataType::uint(2), {10, 1, 1}, 1);
  Downsample downsample;
  downsample.stride = {5, 1};
  builder.add("layer", downsample);
  Network network = builder.finish();
  network.layers[0].slices = true;
  const Trace trace = run_contract(network, 1, Traffic::back_to_back(network)).trace;
  CHECK(trace.complete);
  CHECK(trace.streams[kIn].pop.back() == 10);  // into the slice
  CHECK(trace.streams[kOut].pop.back() == 10);
  CHECK(trace.last_cycle == 11);
  CHECK(trace.layers == std::vector<LayerActivity>{{10, 0, 2}});
}

TEST_CASE("mixed: the contract's pipeline is stopped by a blocked output, its bubbles with it",
          "[mixed][contract]") {
  // Beats 0 and 2 are taken in cycles 1 and 5, with bubbles in between. The sink opens every tenth cycle, and
  // the FIFO before it holds one beat.
  Network network = one_layer(3, Freezing{4});
  network.streams[kOut].depth = 1;
  Traffic traffic = Traffic::back_to_back(network);
  traffic.streams[kIn].push = Pattern::one_in(2);
  traffic.streams[kOut].pop = Pattern::one_in(10);
  const Trace trace = run_contract(network, 1, traffic).trace;
  CHECK(trace.streams[kIn].pop == Cycles{1, 3, 5});
  CHECK(trace.streams[kOut].push == Cycles{5, 11, 21});
  CHECK(trace.streams[kOut].pop == Cycles{10, 20, 30});
  network.layers[0].freezing.reset();
  CHECK(run_contract(network, 1, traffic).trace.streams[kOut].push == Cycles{3, 11, 21});
}

// Two test cases, so that ctest builds them at the same time.
TEST_CASE("mixed: rtl equals the contract", "[mixed][rtl][contract]") {
  constexpr int kRuns = 20 * 4;
  const int completed = check_rtl(7000, 20, 4);
  CHECK(completed > kRuns / 2);
  CHECK(completed < kRuns);  // some deadlock, at the same beat
}

TEST_CASE("mixed: rtl equals the contract on other networks", "[.][nightly][mixed][rtl][contract]") {
  CHECK(check_rtl(7100, 20, 4) > 40);
}

TEST_CASE("mixed: rtl equals the contract on many networks", "[.][nightly][mixed][rtl][contract]") {
  for (std::uint64_t batch = 0; batch < 12; ++batch) check_rtl(8000 + 100 * batch, 20, 10);
}

TEST_CASE("mixed: native equals the contract", "[mixed][native][contract]") {
  constexpr int kNetworks = 400;
  const int completed = check_native(7200, kNetworks);
  CHECK(completed > 3 * kNetworks / 2);
  CHECK(completed < 3 * kNetworks);
}

TEST_CASE("mixed: native equals the contract on many networks", "[.][nightly][mixed][native][contract]") {
  check_native(100'000, 20'000);
}

TEST_CASE("mixed: systemc equals the contract", "[mixed][systemc][contract]") { check_systemc(7600, 60); }

TEST_CASE("mixed: systemc equals the contract on many networks", "[.][nightly][mixed][systemc][contract]") {
  check_systemc(200'000, 20'000);
}

TEST_CASE("mixed: offers are noted alike by closed forms and by ports", "[mixed][native]") {
  CHECK(check_offers(7900, 300) > 10'000);
}

// The beats pushed before the cycle of each pop, and those popped before it, counted from the whole trace.
TEST_CASE("mixed: levels are those of the transfers", "[mixed][native]") {
  std::int64_t deepest = 0;
  for (std::uint64_t i = 0; i < 100; ++i) {
    Random random(Catch::rngSeed(), 7900 + i);
    const Network network = random_mixed_network("mixed" + std::to_string(i), random, Delays::kAny);
    const Stimulus stimulus{kFrames, random_mixed_traffic(network, random), {}};
    models::Recording recording;
    recording.cycles = recording.levels = true;
    models::Pipeline pipeline(network, stimulus, recording);
    models::Scheduler(pipeline, 0).run([] { return false; });
    recording.cycles = false;  // only the latest transfers are kept
    models::Pipeline latest(network, stimulus, recording);
    models::Scheduler(latest, 0).run([] { return false; });
    INFO("network " << i << " of seed " << Catch::rngSeed());
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      if (network.streams[s].wire) continue;
      CHECK(latest.level(s) == pipeline.level(s));
      const models::Timeline& pushes = pipeline.channels[s]->pushes;
      const models::Timeline& pops = pipeline.channels[s]->pops;
      std::int64_t level = 0;
      for (std::uint64_t beat = 0, pushed = 0; beat < pops.count(); ++beat) {
        while (pushed < pushes.count() && pushes[pushed] < pops[beat]) ++pushed;
        level = std::max(level, static_cast<std::int64_t>(pushed - beat));
      }
      INFO(network.streams[s].name);
      CHECK(pipeline.level(s) == level);
      deepest = std::max(deepest, level);
    }
  }
  CHECK(deepest > 20);
}

// scripts/nightly runs this case, with the date as the seed.
TEST_CASE("mixed: tonight's networks equal the contract", "[.][tonight][mixed][contract]") {
  check_native(400'000, 1'000);
  check_systemc(400'000, 1'000);
  check_rtl(400'000, 20, 10);
}

TEST_CASE("mixed: a steady state that is found recurs", "[mixed][steady][native]") {
  CHECK(check_steady(7700, 200) > 80);
}

TEST_CASE("mixed: a steady state that is found recurs in many networks",
          "[.][nightly][mixed][steady][native]") {
  check_steady(300'000, 20'000);
}

}  // namespace weir::tests::mixed_network_test

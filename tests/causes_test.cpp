// Why a network has its speed: tracing an event back to its causes, and the ring that sets the pace.
#include "models/analysis/causes.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <numeric>

#include "models/analysis/lanes.hpp"
#include "models/hosts/native.hpp"
#include "models/hosts/scheduler.hpp"
#include "network/scenario.hpp"
#include "tests/random_network.hpp"
#include "tests/system.hpp"

namespace weir::tests::causes_test {

namespace {

using namespace weir::models;

std::optional<SteadyState> steady_of(const Network& network, const Traffic& traffic) {
  NativeOptions options;
  options.find_steady_state = options.stop_when_steady = true;
  return run_native(network, {4096, traffic, {}}, options).steady;
}

Cycle sum(const CriticalRing& ring) {
  return std::accumulate(ring.shares.begin(), ring.shares.end(), Cycle{0},
                         [](Cycle cycles, const CausalShare& share) { return cycles + share.cycles; });
}

void check_ring(const Network& network, const Traffic& traffic, const SteadyState& steady) {
  const std::optional<CriticalRing> ring = critical_ring(network, traffic, steady);
  REQUIRE(ring);
  CHECK(ring->length == steady.interval());
  CHECK(sum(*ring) == ring->length.cycles);
  CHECK(ring->exact);
}

// The record of a run of that many frames, to its end or until it deadlocks.
struct Recorded {
  Recorded(const Network& network, const Traffic& traffic, std::int64_t frames)
      : stimulus{frames, traffic, {}}, pipeline(network, stimulus, recording(frames)) {
    Scheduler scheduler(pipeline, 0);
    scheduler.run([] { return false; });
  }
  static Recording recording(std::int64_t frames) {
    Recording recording;
    recording.history_frames = frames;
    recording.offer_ahead();
    return recording;
  }

  Stimulus stimulus;
  Pipeline pipeline;
};

LayerActivity labels_of(const Pipeline& pipeline, const Causes& causes, int layer, Cycle last) {
  LayerActivity sum;
  Cycle next = 0;
  label_cycles(
      pipeline, causes, layer, last,
      [&](Label label, Cycle from, Cycle to) {
        CHECK(from == next);
        next = to;
        (label == Label::kBusy      ? sum.busy
         : label == Label::kBlocked ? sum.blocked
                                    : sum.starved) += to - from;
      },
      [](std::int64_t, Label, Cycle, Cycle) {});
  CHECK(next == last + 1);
  return sum;
}

}  // namespace

TEST_CASE("critical ring: as long as the proved interval in every scenario", "[causes]") {
  int rings = 0;
  for (const fs::path& file : scenario_files()) {
    const Scenario scenario = load_scenario(file);
    if (!scenario.traffic.periodic()) continue;
    const std::optional<SteadyState> steady = steady_of(scenario.network, scenario.traffic);
    if (!steady) continue;  // it deadlocks, or consists of separate networks
    INFO(scenario.name);
    check_ring(scenario.network, scenario.traffic, *steady);
    ++rings;
  }
  CHECK(rings >= 26);
}

TEST_CASE("critical ring: as long as the proved interval in random networks under periodic traffic",
          "[causes]") {
  int rings = 0;
  int with_room = 0;
  int held_back = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(test_seed() * 1000 + seed);
    const Network network = random_graph("drawn", random);
    Traffic traffic = Traffic::back_to_back(network);
    if (seed % 3 == 0)
      traffic.stream(network.inputs[0]).push = Pattern::one_in(1 + static_cast<std::int64_t>(seed % 5));
    if (seed % 4 == 0)
      traffic.stream(network.outputs[0]).pop = Pattern::one_in(2 + static_cast<std::int64_t>(seed % 3));
    const std::optional<SteadyState> steady = steady_of(network, traffic);
    if (!steady) continue;
    INFO("seed " << seed);
    check_ring(network, traffic, *steady);
    const std::optional<CriticalRing> ring = critical_ring(network, traffic, *steady);
    ++rings;
    const auto has = [&](Cause cause) {
      return std::ranges::count(ring->shares, cause, &CausalShare::cause) > 0;
    };
    with_room += has(Cause::kRoom);
    held_back += has(Cause::kTraffic);
  }
  CHECK(rings > 150);
  CHECK(with_room > 10);
  CHECK(held_back > 10);
}

TEST_CASE("lanes: a layer's cycles are those that the run labels", "[causes]") {
  int layers = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Random random(test_seed() * 1000 + seed);
    const Network network = random_graph("drawn", random);
    Traffic traffic = Traffic::back_to_back(network);
    if (seed % 3 == 0) traffic.stream(network.outputs[0]).pop = Pattern::one_in(5);
    Recorded run(network, traffic, 3);
    if (!run.pipeline.complete()) continue;  // then the beats in a layer's queue are not recorded (lanes.hpp)
    const Causes causes(run.pipeline);
    const Cycle last = run.pipeline.last_cycle();
    INFO("seed " << seed);
    for (int l = 0; l < static_cast<int>(network.layers.size()); ++l) {
      INFO(network.layer(l).name);
      const bool streams_on =
          std::ranges::all_of(network.layer(l).outputs, [&](int s) { return network.endless(s); });
      const LayerActivity labels = labels_of(run.pipeline, causes, l, last);
      if (!streams_on) CHECK(labels == run.pipeline.layers[static_cast<std::size_t>(l)]->activity(last));
      ++layers;
    }
  }
  CHECK(layers > 300);
}

TEST_CASE("way back: goes to the beginning without a gap", "[causes]") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random random(test_seed() * 1000 + seed);
    const Network network = random_graph("drawn", random);
    Recorded run(network, Traffic::back_to_back(network), 3);
    if (!run.pipeline.complete()) continue;
    const Causes causes(run.pipeline);
    INFO("seed " << seed);
    for (const int s : network.outputs) {
      const auto event = causes.pop(s, 3 * network.stream(s).beats_per_frame - 1);
      REQUIRE(event);
      Cycle at = event->at;
      for (const CausalSpan& span : causes.way_back(*event, 1'000'000)) {
        REQUIRE(span.from + span.cycles == at);
        REQUIRE(span.cycles > 0);
        at = span.from;
      }
      CHECK(at <= 1);  // the run's first cycles
    }
  }
}

}  // namespace weir::tests::causes_test

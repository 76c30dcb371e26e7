// Networks compared with the contract: a layer of every kind, and random graphs, some of which deadlock.
#include "tests/contract.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "regress/generate.hpp"
#include "tests/bench_rig.hpp"
#include "tests/system.hpp"

namespace weir::tests::contract_test {

namespace {

using namespace weir::testbench;

constexpr std::int64_t kFrames = 3;

// Returns how many of the traffics ran to their end.
int check_native(const Network& network, Random& random) {
  int completed = 0;
  for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
    INFO(traffic.name);
    const tests::ContractRun contract = tests::run_contract(network, kFrames, traffic.traffic);
    Stimulus stim;
    stim.frames = kFrames;
    stim.traffic = traffic.traffic;
    const EngineRun native = run_native(network, stim, {.values = false, .waves = true});
    CHECK(native.trace.complete == contract.trace.complete);
    CHECK(native.trace.last_cycle == contract.trace.last_cycle);
    const Comparison cycles = compare_cycles(network, contract.trace, native.trace);
    INFO(cycles.check.detail);
    CHECK(cycles.check.ok);
    completed += contract.trace.complete ? 1 : 0;
  }
  return completed;
}

// A fork to a unit with streamed weights and to a normalize, which writes nothing before it has read a whole
// frame. The network deadlocks once the unit's output is full, while the unit still takes weights.
Network locked_unit(std::int64_t elements, std::int64_t cycles, Random& random) {
  NetworkBuilder builder("ahead");
  builder.input("input", DataType::uint(2), {2, 32}, 1);
  builder.add("copies", Fork{});
  Mvtu unit = random_mvtu(32, 32, DataType::ternary(), DataType::uint(2), 32, random);
  unit.pe = 1;
  unit.simd = 2;
  unit.weights_streamed = true;
  unit.memory_elements = elements;
  unit.memory_cycles = cycles;
  builder.add("unit", unit, "copies");
  builder.add("normalize", Normalize{}, "copies");
  builder.add("sum", Eltwise{}, {"unit", "normalize"});
  return builder.finish();
}

}  // namespace

TEST_CASE("contract: native holds to it on a layer of every kind", "[contract][native]") {
  regress::Generator layers(regress::Draw::kLayers, "contract", test_seed(), 1, {});
  std::set<std::string> missing;
  for_each_kind([&]<class Kind>(Of<Kind> /*kind*/) { missing.insert(Kind::kKind); });
  for (std::uint64_t i = 0; i < 400 && !missing.empty(); ++i) {
    Random random(test_seed(), 3300 + i);
    const Network network = layers.next("layer").front().scenario.network;
    INFO("layer " << i << " of seed " << test_seed());
    check_native(network, random);
    for (const Layer& layer : network.layers) missing.erase(std::string(layer.kind()));
  }
  INFO("a kind that was not drawn: " << (missing.empty() ? "none" : *missing.begin()));
  CHECK(missing.empty());
}

TEST_CASE("contract: a network that branches runs through", "[contract][network]") {
  Random random(test_seed(), 3000);
  const Network network = fixed_network("branching");
  CHECK(network.inputs.size() == 2);
  CHECK(network.outputs.size() == 3);
  CHECK(check_native(network, random) == 7);
}

TEST_CASE("contract: native holds to it on graphs at random, also where they deadlock",
          "[contract][native]") {
  int completed = 0;
  int runs = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    Random random(test_seed(), 3100 + i);
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = random_graph("graph" + std::to_string(i), random);
    completed += check_native(network, random);
    runs += 7;
  }
  CHECK(completed > runs / 2);
  CHECK(completed < runs);
}

TEST_CASE("contract: native holds to it where a locked unit goes on with its streamed weights",
          "[contract][native]") {
  Random random(test_seed(), 3200);
  for (const std::int64_t elements : {1, 2, 8}) {
    for (const std::int64_t cycles : {1, 3}) {
      INFO(elements << " elements a beat, one every " << cycles << " cycles");
      CHECK(check_native(locked_unit(elements, cycles, random), random) == 0);
    }
  }
}

TEST_CASE("contract: rtl tells a unit that goes long on its weights alone from one that is locked",
          "[contract][rtl]") {
  Random random(test_seed(), 3201);
  Network network = locked_unit(2, 1, random);
  const RtlBuild build = build_rtl(network, true);
  Traffic traffic = Traffic::back_to_back(network);
  const auto run = [&] {
    const Stimulus stim = stimulus(random_frames(network, 1, random), traffic);
    EngineRun rtl = run_rtl(network, build, stim, {});
    const EngineRun native = run_native(network, stim, {});
    CHECK(rtl.fault.empty());
    CHECK(rtl.trace.complete == native.trace.complete);
    const Comparison cycles = compare_cycles(network, rtl.trace, native.trace);
    INFO(cycles.check.detail);
    CHECK(cycles.check.ok);
    CHECK(find_ring(network, rtl.waits) == find_ring(network, native.waits));
    return rtl;
  };
  const EngineRun locked = run();
  CHECK_FALSE(locked.trace.complete);
  CHECK_FALSE(find_ring(network, locked.waits).empty());
  network.stream(network.find_stream("unit_out")).depth = 64;
  traffic.stream(network.find_stream("unit_weights_out")).pop = {1, 1, 50, 50, 0};
  CHECK(run().trace.complete);
}

TEST_CASE("contract: all engines hold to it on a network that branches", "[contract][hls][rtl]") {
  const tests::Bench bench(fixed_network("branching"), kFrames, "branching");
  bench.check_hls();
  bench.check(bench.back_to_back());
  bench.check_random(4, "branching stalls");
  bench.check_reset("branching reset");
  bench.check_elastic(8, "branching elastic");
}

}  // namespace weir::tests::contract_test

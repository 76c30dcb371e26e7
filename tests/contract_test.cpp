// Whole networks held to the contract: graphs at random, those that deadlock among them, and a layer of every
// kind.
#include "tests/contract.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/bench_rig.hpp"
#include "tests/system.hpp"

namespace {

using namespace weir;
using namespace weir::test;
using namespace weir::testbench;

constexpr std::int64_t kFrames = 3;

// How many of the traffics came to their end.
int check_native(const Network& network, Random& random) {
  int completed = 0;
  for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
    INFO(traffic.name);
    const tests::ContractRun contract = tests::run_contract(network, kFrames, traffic.traffic);
    Stimulus stim;
    stim.frames = kFrames;
    stim.traffic = traffic.traffic;
    EngineOptions options;
    options.values = false;
    options.waves = true;
    const EngineRun native = run_native(network, stim, options);
    CHECK(native.trace.complete == contract.trace.complete);
    CHECK(native.trace.last_cycle == contract.trace.last_cycle);
    const Comparison cycles = compare_cycles(network, contract.trace, native.trace);
    INFO(cycles.check.detail);
    CHECK(cycles.check.ok);
    completed += contract.trace.complete ? 1 : 0;
  }
  return completed;
}

}  // namespace

TEST_CASE("contract: a network with a layer of every kind that branches runs through",
          "[contract][network]") {
  Random random(test_seed(), 3000);
  const Network network = branching_network();
  for (const std::string_view kind :
       {Fork::kKind, Eltwise::kKind, Concat::kKind, Split::kKind, Channelwise::kKind, Upsample::kKind,
        Downsample::kKind, Lookup::kKind, Normalize::kKind, TmrCheck::kKind, Mem::kKind}) {
    INFO(kind);
    CHECK(std::ranges::count(network.layers, kind, &Layer::kind) > 0);
  }
  CHECK(network.inputs.size() == 2);
  CHECK(network.outputs.size() == 3);
  CHECK(check_native(network, random) == 7);
}

TEST_CASE("contract: native holds to it on graphs at random, also where they deadlock",
          "[contract][native]") {
  int completed = 0;
  int runs = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
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
      CHECK(check_native(builder.finish(), random) == 0);
    }
  }
}

TEST_CASE("contract: all engines hold to it on a network with a layer of every kind that branches",
          "[contract][hls][rtl]") {
  const tests::Bench bench(branching_network(), kFrames, "branching");
  bench.check_hls();
  bench.check(bench.back_to_back());
  bench.check_random(4, "branching stalls");
  bench.check_reset("branching reset");
  bench.check_elastic(8, "branching elastic");
}

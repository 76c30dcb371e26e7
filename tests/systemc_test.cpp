// The systemc engine compared with native on random networks.
#include <catch2/catch.hpp>

#include "tests/system.hpp"

namespace weir::tests::systemc_test {

namespace {

using namespace weir::testbench;

}  // namespace

TEST_CASE("systemc: networks at random equal native, whatever the order of processes", "[systemc]") {
  for (std::uint64_t i = 0; i <= 20; ++i) {
    Random random(test_seed(), 6000 + i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = i == 20 ? fixed_network("convolutional") : random_chain("n", random);
    const Frames frames = random_frames(network, 4, random);
    for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
      INFO(traffic.name);
      const Stimulus stim = stimulus(frames, traffic.traffic);
      ModelOptions options{.waves = true};
      const EngineRun native = run_native(network, stim, options);
      for (std::uint64_t order = 0; order <= 2; ++order) {
        INFO("order " << order);
        options.order_seed = order;
        const EngineRun systemc = run_systemc(network, stim, {options});
        check_equal(network, 4, native, systemc);
        CHECK(systemc.trace.waves == native.trace.waves);
        CHECK(systemc.trace.frames.last_out == native.trace.frames.last_out);
      }
    }
  }
}

TEST_CASE("systemc: graphs at random equal native, also where they lock, whatever the order of processes",
          "[systemc][native][deadlock]") {
  int locked = 0;
  constexpr int kGraphs = 25;
  for (std::uint64_t i = 0; i < kGraphs; ++i) {
    Random random(test_seed(), 6100 + i);
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = random_graph("g", random);
    const Frames frames = random_frames(network, 4, random);
    const EngineRun golden = run_golden(network, frames.tensors);
    for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
      INFO(traffic.name);
      const Stimulus stim = stimulus(frames, traffic.traffic);
      const EngineRun native = run_native(network, stim, {});
      check_values_equal(network, 4, golden, native);
      if (traffic.name == "back to back" && !native.trace.complete) ++locked;
      for (std::uint64_t order = 0; order <= 2; ++order) {
        INFO("order " << order);
        const ModelOptions options{.order_seed = order};
        check_alike(network, 4, native, run_systemc(network, stim, {options}));
        if (order > 0) check_alike(network, 4, native, run_native(network, stim, options));
      }
    }
  }
  CHECK(locked > 0);
  CHECK(locked < kGraphs / 2);
}

TEST_CASE("systemc: timing alone gives the cycles of a run with data", "[systemc]") {
  for (std::uint64_t i = 0; i < 20; ++i) {
    Random random(test_seed(), 7000 + i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = random_chain("n", random);
    const Frames frames = random_frames(network, 4, random);
    for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
      INFO(traffic.name);
      const Stimulus stim = stimulus(frames, traffic.traffic);
      const EngineRun with_data = run_systemc(network, stim, {});
      const EngineRun timing = run_systemc(network, stim, {{.values = false, .record = false}});
      CHECK(timing.trace.complete);
      CHECK(timing.trace.last_cycle == with_data.trace.last_cycle);
      CHECK(timing.trace.layers == with_data.trace.layers);
      CHECK(timing.trace.frames.last_out == with_data.trace.frames.last_out);
    }
  }
}

}  // namespace weir::tests::systemc_test

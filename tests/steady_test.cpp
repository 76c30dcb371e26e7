// The proved steady state of large networks: what it answers, held against simulating every frame.
#include <catch2/catch.hpp>

#include "models/native.hpp"
#include "network/scenario.hpp"
#include "testbench/engines.hpp"
#include "tests/system.hpp"

namespace weir {

namespace {

Network network_of(const std::string& name) {
  return load_scenario(test::fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml")).network;
}

Stimulus back_to_back(const Network& network, std::int64_t frames) {
  return {frames, Traffic::back_to_back(network), {}};
}

// That so many frames, answered from the steady state, are what simulating all of them gives; and that a
// million are those and the rest at `interval`.
void check_frames(const Network& network, std::int64_t frames, Cycle interval) {
  const models::Timing answered = models::time_frames(network, back_to_back(network, frames));
  REQUIRE(answered.steady);
  CHECK(answered.steady->period_cycles == interval * answered.steady->period_frames);
  CHECK(answered.simulated_frames < frames);
  const models::NativeResult simulated = models::run_native(network, back_to_back(network, frames), {});
  CHECK(simulated.trace.complete);
  CHECK(answered.last_cycle == simulated.trace.last_cycle);
  CHECK(answered.latency == simulated.frames.last_out[0] - simulated.frames.first_in[0]);
  CHECK(answered.latency_steady == models::steady_latency(simulated.frames, *answered.steady));
  CHECK(answered.layers == simulated.trace.layers);

  constexpr std::int64_t kMillion = 1'000'000;
  const models::Timing million = models::time_frames(network, back_to_back(network, kMillion));
  REQUIRE(million.steady == answered.steady);
  REQUIRE((kMillion - frames) % million.steady->period_frames == 0);
  CHECK(million.last_cycle == answered.last_cycle + (kMillion - frames) * interval);
  CHECK(million.simulated_frames <= frames);
}

}  // namespace

TEST_CASE("steady: a million frames of cnv-w1a1 are a thousand simulated, and the rest alike", "[steady]") {
  check_frames(network_of("cnv-w1a1"), 1000, 32'768);
}

TEST_CASE("steady: a million frames of resnet50 are ten simulated, and the rest alike",
          "[.][nightly][steady]") {
  check_frames(network_of("resnet50"), 10, 903'168);
}

TEST_CASE("steady: a million frames of mobilenet-v1 are ten simulated, and the rest alike",
          "[.][nightly][steady]") {
  check_frames(network_of("mobilenet-v1"), 10, 110'889);
}

// As one RTL top: some minutes to build, some to run.
TEST_CASE("steady: mobilenet-v1 as one RTL top reaches its bound", "[.][nightly][scenarios][rtl]") {
  const Scenario scenario =
      load_scenario(test::fs::path(WEIR_SOURCE_DIR) / "scenarios" / "mobilenet-v1.yaml");
  const Network& network = scenario.network;
  constexpr std::int64_t kFrames = 5;
  const test::Frames frames = test::frames_of(scenario, kFrames);
  const Stimulus stimulus = test::stimulus(frames, Traffic::back_to_back(network));
  const testbench::EngineRun native = testbench::run_native(network, stimulus, {});
  const testbench::EngineRun rtl = testbench::run_rtl(network, stimulus, {});
  CHECK(rtl.fault.empty());
  const testbench::Comparison values = testbench::compare_values(network, kFrames, rtl.trace, native.trace);
  CHECK(values.check.ok);
  CHECK(values.check.streams == static_cast<std::int64_t>(network.streams.size()));
  const testbench::Comparison cycles = testbench::compare_cycles(network, rtl.trace, native.trace);
  CHECK(cycles.check.ok);
  for (std::size_t f = 3; f < kFrames; ++f)
    CHECK(rtl.frames.last_out[f] - rtl.frames.last_out[f - 1] == 110'889);
}

}  // namespace weir

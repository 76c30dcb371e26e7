// The proved steady state of large networks: its results compared with simulating every frame.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <string>

#include "models/analysis/steady_state.hpp"
#include "models/hosts/native.hpp"
#include "models/hosts/scheduler.hpp"
#include "network/scenario.hpp"
#include "regress/generate.hpp"
#include "testbench/engines.hpp"
#include "tests/system.hpp"

namespace weir::tests::steady_test {

namespace {

Network network_of(const std::string& name) {
  return load_scenario(tests::fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml")).network;
}

Stimulus back_to_back(const Network& network, std::int64_t frames) {
  return {frames, Traffic::back_to_back(network), {}};
}

// Checks that the results for that many frames, computed from the steady state, equal a simulation of all of
// them; and that a million frames take these and `interval` for each further frame.
void check_frames(const Network& network, std::int64_t frames, Cycle interval) {
  const models::Timing answered = models::time_frames(network, back_to_back(network, frames));
  REQUIRE(answered.steady);
  CHECK(answered.steady->period_cycles == interval * answered.steady->period_frames);
  CHECK(answered.simulated_frames < frames);
  const models::NativeResult simulated = models::run_native(network, back_to_back(network, frames), {});
  CHECK(simulated.trace.complete);
  CHECK(answered.last_cycle == simulated.trace.last_cycle);
  CHECK(answered.latency == simulated.trace.frames.last_out[0] - simulated.trace.frames.first_in[0]);
  CHECK(answered.latency_steady == models::steady_latency(simulated.trace.frames, *answered.steady));
  CHECK(answered.layers == simulated.trace.layers);

  constexpr std::int64_t kMillion = 1'000'000;
  const models::Timing million = models::time_frames(network, back_to_back(network, kMillion));
  REQUIRE(million.steady == answered.steady);
  REQUIRE((kMillion - frames) % million.steady->period_frames == 0);
  CHECK(million.last_cycle == answered.last_cycle + (kMillion - frames) * interval);
  CHECK(million.simulated_frames <= frames);
}

// The state at the end of the last of that many frames; none if the run deadlocks or recurs before.
std::optional<models::FrameBoundary> boundary_after(const Network& network, const Traffic& traffic,
                                                    std::int64_t frames,
                                                    const models::FrameBoundary* from = nullptr) {
  const Stimulus stimulus{frames, traffic, {}};
  models::Pipeline pipeline(network, stimulus, {});
  if (from != nullptr) pipeline.resume_from(*from);
  models::SteadyStateFinder finder(pipeline, false, from != nullptr);
  models::Scheduler scheduler(pipeline, 0);
  scheduler.run([] { return false; });
  if (finder.frames() != frames) return std::nullopt;
  return finder.latest();
}

// The streams and layers in which two states differ.
std::string difference(const Network& network, const models::FrameBoundary& a,
                       const models::FrameBoundary& b) {
  std::string words = "differ:";
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const Stream& stream = network.streams[s];
    if (a.pops[s] != b.pops[s] || a.pushes[s] != b.pushes[s])
      words += fmt::format(" {} of depth {}, {}", stream.name, stream.depth,
                           a.pops[s] != b.pops[s] ? "pops" : "pushes");
  }
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (a.layers[l] != b.layers[l])
      words += fmt::format(" {} ({})", network.layers[l].name, network.layers[l].kind());
  }
  return words;
}

}  // namespace

TEST_CASE("steady: what goes on from a frame's end does as what began before it", "[steady][native]") {
  regress::Generator layers(regress::Draw::kLayers, "steady", tests::test_seed(), 1, {});
  std::map<std::string, int> held;
  int skip = 0;  // pixels between windows, which no window needs
  for (std::uint64_t i = 0; i < 500; ++i) {
    Random random(tests::test_seed(), 21'000 + i);
    INFO("network " << i << " of seed " << tests::test_seed());
    Network network =
        i % 2 == 0 ? layers.next("layer").front().scenario.network : tests::random_graph("graph", random);
    const bool deep = random.between(0, 3) == 0;
    for (Stream& stream : network.streams) {
      stream.depth = random.between(1, 40);
      if (deep && stream.to != kBorder && random.between(0, 2) == 0) stream.depth = kUnlimited;
    }
    Traffic traffic = Traffic::back_to_back(network);
    for (StreamTraffic& ends : traffic.streams) {
      if (random.between(0, 3) == 0) ends.push = Pattern::one_in(random.between(2, 3));
      if (random.between(0, 3) == 0) ends.pop = Pattern::one_in(random.between(2, 3));
    }
    for (std::int64_t frames = 1; frames <= 3; ++frames) {
      const auto before = boundary_after(network, traffic, frames);
      const auto whole = boundary_after(network, traffic, frames + 1);
      if (!before || !whole) break;
      const auto after = boundary_after(network, traffic, 1, &*before);
      REQUIRE(after);
      INFO(difference(network, *after, *whole));
      CHECK(*after == *whole);
      for (const Layer& layer : network.layers) {
        ++held[std::string(layer.kind())];
        if (const auto* swu = std::get_if<Swu>(&layer.params)) skip += swu->stride.height > 1 ? 1 : 0;
      }
    }
  }
  for_each_kind([&]<class Kind>(Of<Kind> /*kind*/) {
    INFO(Kind::kKind);
    CHECK(held[Kind::kKind] > 3);
  });
  CHECK(skip > 10);
}

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

// As one RTL top, which takes some minutes to build and some to run.
TEST_CASE("steady: mobilenet-v1 as one RTL top reaches its bound", "[.][nightly][scenarios][rtl]") {
  const Scenario scenario =
      load_scenario(tests::fs::path(WEIR_SOURCE_DIR) / "scenarios" / "mobilenet-v1.yaml");
  const Network& network = scenario.network;
  constexpr std::int64_t kFrames = 5;
  const tests::Frames frames = tests::frames_of(scenario, kFrames);
  const Stimulus stimulus = tests::stimulus(frames, Traffic::back_to_back(network));
  const testbench::EngineRun native = testbench::run_native(network, stimulus, {});
  const testbench::EngineRun rtl = testbench::run_rtl(network, stimulus, {});
  CHECK(rtl.fault.empty());
  const testbench::Comparison values = testbench::compare_values(network, kFrames, rtl.trace, native.trace);
  CHECK(values.check.ok);
  CHECK(values.check.streams == static_cast<std::int64_t>(network.streams.size()));
  const testbench::Comparison cycles = testbench::compare_cycles(network, rtl.trace, native.trace);
  CHECK(cycles.check.ok);
  for (std::size_t f = 3; f < kFrames; ++f)
    CHECK(rtl.trace.frames.last_out[f] - rtl.trace.frames.last_out[f - 1] == 110'889);
}

}  // namespace weir::tests::steady_test

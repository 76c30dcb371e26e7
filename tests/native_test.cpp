// The native engine: equal to the RTL, cycle for cycle, on random networks, and exact in cycles that it does
// not simulate.
#include "models/hosts/native.hpp"

#include <catch2/catch.hpp>

#include "tests/surplus.hpp"
#include "tests/system.hpp"

namespace weir::tests::native_test {

namespace {

using namespace weir::testbench;

Scenario load(const std::string& name) {
  return load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml"));
}

models::NativeResult simulate(const Network& network, const Traffic& traffic, std::int64_t frames) {
  Stimulus stim;
  stim.frames = frames;
  stim.traffic = traffic;
  return models::run_native(network, stim, {});
}

models::Timing time_frames(const Network& network, const Traffic& traffic, std::int64_t frames) {
  Stimulus stim;
  stim.frames = frames;
  stim.traffic = traffic;
  return models::time_frames(network, stim);
}

void check_same(const models::Timing& timing, const models::NativeResult& full) {
  CHECK(timing.complete);
  CHECK(full.trace.complete);
  CHECK(timing.last_cycle == full.trace.last_cycle);
  CHECK(timing.latency == full.trace.frames.last_out.at(0) - full.trace.frames.first_in.at(0));
  CHECK(timing.layers == full.trace.layers);
}

// Periodic patterns at the network's inputs and outputs, and at some streams inside.
Traffic periodic(const Network& network, Random& random) {
  Traffic traffic = Traffic::back_to_back(network);
  for (StreamTraffic& stream : traffic.streams) {
    if (random.between(0, 2) == 0) stream.push = Pattern::one_in(random.between(1, 5));
    if (random.between(0, 2) == 0) stream.pop = Pattern::one_in(random.between(1, 5));
  }
  return traffic;
}

// The first difference between a stream's two lists of changes.
std::string difference(const std::vector<HandshakeChange>& rtl, const std::vector<HandshakeChange>& model) {
  const auto [a, b] = std::ranges::mismatch(rtl, model);
  const auto show = [](const auto& list, const auto& at) {
    if (at == list.end()) return std::string("no change");
    const Handshake& h = at->now;
    return fmt::format("cycle {}: push {}{} pop {}{} occupancy {}", at->cycle, int{h.push_valid},
                       int{h.push_ready}, int{h.pop_valid}, int{h.pop_ready}, h.occupancy);
  };
  return "rtl " + show(rtl, a) + ", model " + show(model, b);
}

// Compares every traffic on one build of the RTL: values, cycles, labels, every valid and ready in every
// cycle, and the steady interval, seen on the RTL's own frames. A network of uncoupled parts has no steady
// interval.
void check_against_rtl(const Network& network, Random& random, bool coupled = true) {
  constexpr std::int64_t kFrames = 5;
  const RtlBuild build = build_rtl(network, true);
  const Frames frames = random_frames(network, kFrames, random);
  const EngineRun golden = run_golden(network, frames.tensors);
  std::vector<NamedTraffic> all = traffics(network, random.next() >> 1U);
  all.push_back({"periodic", periodic(network, random)});
  const std::uint64_t registers = random.next() >> 1U;
  for (const NamedTraffic& traffic : all) {
    INFO(traffic.name);
    const Stimulus stim = stimulus(frames, traffic.traffic);
    EngineRun rtl = run_rtl(network, build, stim, {.waves = true, .seed = registers});
    EngineRun native = run_native(network, stim, {.waves = true});
    check_values_equal(network, kFrames, golden, rtl);
    check_equal(network, kFrames, rtl, native);
    REQUIRE(rtl.trace.waves.size() == network.streams.size());
    REQUIRE(native.trace.waves.size() == network.streams.size());
    for (EngineRun* run : {&rtl, &native}) tests::drop_surplus(network, kFrames, rtl.trace, run->trace.waves);
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      INFO(network.streams[s].name << ": " << difference(rtl.trace.waves[s], native.trace.waves[s]));
      CHECK(rtl.trace.waves[s] == native.trace.waves[s]);
    }
    CHECK(rtl.trace.frames.first_in == native.trace.frames.first_in);
    CHECK(rtl.trace.frames.last_out == native.trace.frames.last_out);
  }
  for (const std::size_t t : {std::size_t{0}, all.size() - 1}) {
    INFO("steady state, " << all[t].name);
    const models::Timing timing = time_frames(network, all[t].traffic, 100'000);
    CHECK(timing.steady.has_value() == coupled);
    if (!timing.steady) continue;
    const std::int64_t seen = timing.steady->transient_frames + 3 * timing.steady->period_frames;
    if (seen > 400) continue;
    const Frames more = random_frames(network, seen, random);
    const EngineRun rtl = run_rtl(network, build, stimulus(more, all[t].traffic), {});
    REQUIRE(rtl.trace.frames.last_out.size() == static_cast<std::size_t>(seen));
    for (std::int64_t f = timing.steady->transient_frames; f + timing.steady->period_frames < seen; ++f) {
      const auto now = static_cast<std::size_t>(f);
      const auto then = static_cast<std::size_t>(f + timing.steady->period_frames);
      CHECK(rtl.trace.frames.last_out[then] - rtl.trace.frames.last_out[now] == timing.steady->period_cycles);
      CHECK(rtl.trace.frames.first_in[then] - rtl.trace.frames.first_in[now] == timing.steady->period_cycles);
    }
  }
}

void check_random_networks(std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t i = first; i < first + count; ++i) {
    Random random(test_seed(), i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = random_chain("random" + std::to_string(i), random);
    check_against_rtl(network, random);
  }
}

}  // namespace

TEST_CASE("native: networks at random equal rtl in every beat and handshake", "[native][rtl][waves]") {
  check_random_networks(0, 4);
}

TEST_CASE("native: more networks at random equal rtl", "[.][nightly][native][rtl][waves]") {
  check_random_networks(4, 40);
}

TEST_CASE("native: a convolutional network equals rtl in every beat and handshake", "[native][rtl][waves]") {
  Random random(test_seed(), 1002);
  const Network network = fixed_network("convolutional");
  check_against_rtl(network, random);
  // The run ends with the last transfer, which is not at the output.
  const models::NativeResult run = simulate(network, Traffic::back_to_back(network), 3);
  CHECK(run.trace.last_cycle > run.trace.frames.last_out.back());
}

TEST_CASE("native: two chains side by side equal rtl", "[native][rtl]") {
  Random random(test_seed(), 1000);
  NetworkBuilder builder("pair");
  builder.input("left", DataType::uint(2), {6}, 2);
  builder.input("right", DataType::bipolar(), {2, 4}, 4);
  builder.add("a", random_mvtu(4, 6, DataType::ternary(), DataType::uint(2), 4, random), "left");
  builder.add("b", random_mvtu(3, 4, DataType::bipolar(), std::nullopt, 0, random), "right");
  check_against_rtl(builder.finish(), random, false);
}

TEST_CASE("native: a depth at run time is a depth that is built", "[native][rtl]") {
  const TemporaryFolder folder;
  Random random(test_seed(), 1001);
  NetworkBuilder builder("depths", 3);
  builder.input("input", DataType::uint(2), {2, 4}, 1);
  builder.add("a", random_mvtu(6, 4, DataType::ternary(), DataType::uint(2), 4, random));
  builder.add("b", random_mvtu(2, 6, DataType::ternary(), std::nullopt, 0, random));
  const Network network = builder.finish();
  const Frames frames = random_frames(network, 6, random);
  const RtlBuild large = build_rtl(network, true);  // room for hundreds of beats; three are used
  // The same with FIFOs that have room for only those three.
  fs::copy(fs::path(WEIR_SOURCE_DIR) / "rtl", folder.path() / "rtl");
  std::string text = text_of(folder.path() / "rtl" / "weir_stream.sv");
  const std::string capacity = ".Capacity(Capacity)";
  REQUIRE(text.find(capacity) != std::string::npos);
  text.replace(text.find(capacity), capacity.size(), ".Capacity(Capacity < 3 ? Capacity : 3)");
  std::ofstream(folder.path() / "rtl" / "weir_stream.sv") << text;
  const Environment library("WEIR_RTL_DIR", (folder.path() / "rtl").string());
  const RtlBuild exact = build_rtl(network, true);
  REQUIRE(exact.library != large.library);
  for (const NamedTraffic& traffic : traffics(network, test_seed())) {
    INFO(traffic.name);
    const Stimulus stim = stimulus(frames, traffic.traffic);
    check_equal(network, 6, run_rtl(network, exact, stim, {}), run_rtl(network, large, stim, {}));
  }
  // One build supports other depths: each gives the model's cycles.
  for (const std::int64_t depth : {1, 2, 7, 256}) {
    INFO("depth " << depth);
    Network other = network;
    for (Stream& stream : other.streams) stream.depth = depth;
    const Stimulus stim = stimulus(frames, traffics(network, test_seed()).back().traffic);
    check_equal(other, 6, run_rtl(other, large, stim, {}), run_native(other, stim, {}));
  }
}

TEST_CASE("native: the order of processes changes nothing", "[native]") {
  for (std::uint64_t i = 0; i < 30; ++i) {
    Random random(test_seed(), 2000 + i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = random_chain("n", random);
    const Frames frames = random_frames(network, 4, random);
    for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
      INFO(traffic.name);
      const Stimulus stim = stimulus(frames, traffic.traffic);
      const EngineRun wanted = run_native(network, stim, {});
      for (std::uint64_t order = 1; order <= 5; ++order) {
        check_equal(network, 4, wanted, run_native(network, stim, {.order_seed = order}));
      }
    }
  }
}

TEST_CASE("native: timing alone gives the cycles of a run with data", "[native]") {
  for (std::uint64_t i = 0; i < 60; ++i) {
    Random random(test_seed(), 3000 + i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = random_chain("n", random);
    const Frames frames = random_frames(network, 4, random);
    for (const NamedTraffic& traffic : traffics(network, random.next() >> 1U)) {
      INFO(traffic.name);
      const Stimulus stim = stimulus(frames, traffic.traffic);
      const EngineRun with_data = run_native(network, stim, {});
      const Comparison cycles =
          compare_cycles(network, with_data.trace, run_native(network, stim, {.values = false}).trace);
      INFO(cycles.check.detail);
      CHECK(cycles.check.ok);
      const EngineRun timing = run_native(network, stim, {.values = false, .record = false});
      CHECK(timing.trace.complete);
      CHECK(timing.trace.last_cycle == with_data.trace.last_cycle);
      CHECK(timing.trace.layers == with_data.trace.layers);
      CHECK(timing.trace.frames.first_in == with_data.trace.frames.first_in);
      CHECK(timing.trace.frames.last_out == with_data.trace.frames.last_out);
    }
  }
}

// The same for line buffers: windows that overlap or lie apart, with sources and sinks of any speed.
TEST_CASE("native: windows at random take the same cycles in whole runs", "[native]") {
  for (std::uint64_t i = 0; i < 400; ++i) {
    Random random(test_seed(), 7000 + i);
    INFO("network " << i << " of seed " << test_seed());
    Swu swu;
    Shape shape;
    const auto direction = [&](std::int64_t Extent::*along) {
      swu.kernel.*along = random.between(1, 3);
      swu.stride.*along = random.between(1, 4);
      swu.dilation.*along = random.between(1, 2);
      shape.push_back((swu.kernel.*along - 1) * swu.dilation.*along + random.between(1, 6));
    };
    direction(&Extent::height);
    direction(&Extent::width);
    shape.push_back(4);
    const auto folding = [&] { return std::int64_t{1} << random.between(0, 2); };
    swu.simd = folding();
    swu.depthwise = random.between(0, 1) == 1;
    NetworkBuilder builder("windows", random.between(1, 5));
    builder.input("input", DataType::uint(2), shape, folding());
    builder.add("slow", Dwc{0, 2 * folding(), 0, {}});
    builder.add("swu", swu);
    builder.add("last", Dwc{0, 2 * folding(), 0, {}});
    const Network network = builder.finish();
    Stimulus stim;
    stim.frames = 12;
    stim.traffic = Traffic::back_to_back(network);
    models::NativeOptions recorded;
    recorded.recording.cycles = true;
    const models::NativeResult slow = models::run_native(network, stim, recorded);
    const models::NativeResult fast = models::run_native(network, stim, {});
    CHECK(fast.trace.complete);
    CHECK(fast.trace.last_cycle == slow.trace.last_cycle);
    CHECK(fast.trace.frames.last_out == slow.trace.frames.last_out);
    CHECK(fast.trace.layers == slow.trace.layers);
  }
}

namespace {

// Without records, runs of beats are computed at once. This is checked with full and empty FIFOs, and up to
// the same deadlock if skip connections are too shallow. A depth of 0 stands for the scenario's own depths.
void check_timing_alone(const Scenario& scenario, std::int64_t frames,
                        const std::vector<std::int64_t>& depths) {
  for (const std::int64_t depth : depths) {
    Network network = scenario.network;
    if (depth > 0) {
      for (Stream& stream : network.streams) stream.depth = depth;
    }
    INFO(scenario.name << ", depth " << depth);
    Stimulus stim;
    stim.frames = frames;
    stim.traffic = Traffic::back_to_back(network);
    models::NativeOptions recorded;
    recorded.recording.cycles = true;
    const models::NativeResult slow = models::run_native(network, stim, recorded);
    const models::NativeResult fast = models::run_native(network, stim, {});
    const bool joins = std::ranges::any_of(network.layers, [](const Layer& layer) {
      return layer.inputs.size() > 1 && layer.kind() != Mvtu::kKind;
    });
    if (!joins) CHECK(slow.trace.complete);
    if (depth == 0) CHECK(slow.trace.complete == !scenario.name.ends_with("-shallow"));
    CHECK(fast.trace.complete == slow.trace.complete);
    CHECK(fast.trace.last_cycle == slow.trace.last_cycle);
    CHECK(fast.trace.frames.first_in == slow.trace.frames.first_in);
    CHECK(fast.trace.frames.last_out == slow.trace.frames.last_out);
    CHECK(fast.trace.layers == slow.trace.layers);
    CHECK(fast.waits == slow.waits);
    CHECK(find_ring(network, fast.waits).empty() == slow.trace.complete);
  }
}

// Frames of these scenarios have hundreds of thousands of beats on each of some hundred streams.
bool is_large(const std::string& scenario) {
  return scenario.starts_with("mobilenet") || scenario.starts_with("resnet");
}

std::vector<std::string> all_scenarios() {
  std::vector<std::string> names;
  for (const fs::path& file : scenario_files()) names.push_back(file.stem().string());
  return names;
}

}  // namespace

TEST_CASE("native: timing alone gives every scenario's cycles over many frames", "[native]") {
  for (const std::string& name : all_scenarios()) {
    if (!is_large(name)) check_timing_alone(load(name), 60, {0, 1, 2, 3, 5});
  }
}

TEST_CASE("native: timing alone gives the large scenarios' cycles", "[.][nightly][native]") {
  for (const std::string& name : all_scenarios()) {
    if (is_large(name)) check_timing_alone(load(name), 3, {0, 2});
  }
}

namespace {

// Compares graphs with forks and joins, some of which deadlock, in RTL and in the models, under every
// traffic.
void check_random_graphs(std::uint64_t first, std::uint64_t count) {
  constexpr std::int64_t kFrames = 4;
  for (std::uint64_t i = first; i < first + count; ++i) {
    Random random(test_seed(), 8000 + i);
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = random_graph("graph" + std::to_string(i), random);
    const RtlBuild build = build_rtl(network, true);
    // With its own depths, and with depths at which no graph deadlocks.
    for (const bool deep : {false, true}) {
      Network tried = network;
      if (deep) {
        for (Stream& stream : tried.streams) stream.depth = 200;
      }
      const Frames frames = random_frames(tried, kFrames, random);
      const EngineRun golden = run_golden(tried, frames.tensors);
      for (const NamedTraffic& traffic : traffics(tried, random.next() >> 1U)) {
        INFO(traffic.name << (deep ? ", deep" : ""));
        const Stimulus stim = stimulus(frames, traffic.traffic);
        const EngineRun rtl = run_rtl(tried, build, stim, {});
        if (deep) CHECK(rtl.trace.complete);
        check_values_equal(tried, kFrames, golden, rtl);
        check_alike(tried, kFrames, rtl, run_native(tried, stim, {}));
        check_alike(tried, kFrames, rtl, run_systemc(tried, stim, {}));
      }
    }
  }
}

}  // namespace

TEST_CASE("native: graphs at random equal rtl, also where they lock", "[native][systemc][rtl][deadlock]") {
  check_random_graphs(0, 3);
}

TEST_CASE("native: more graphs at random equal rtl, also where they lock",
          "[.][nightly][native][systemc][rtl][deadlock]") {
  check_random_graphs(3, 40);
}

TEST_CASE("native: a million LFC frames are a thousand, and the rest alike", "[native][steady]") {
  const Network network = load("lfc-w1a1").network;
  const Traffic traffic = Traffic::back_to_back(network);
  const models::NativeResult thousand = simulate(network, traffic, 1000);
  const models::NativeResult less = simulate(network, traffic, 999);
  const models::Timing some = time_frames(network, traffic, 1000);
  check_same(some, thousand);
  const models::Timing million = time_frames(network, traffic, 1'000'000);
  REQUIRE(million.steady);
  CHECK(million.steady == some.steady);
  CHECK(million.steady->period_cycles == 512 * million.steady->period_frames);
  CHECK(million.simulated_frames < 100);
  REQUIRE(million.steady->period_frames == 1);
  constexpr std::int64_t kMore = 999'000;
  CHECK(million.last_cycle == thousand.trace.last_cycle + kMore * 512);
  CHECK(million.latency == some.latency);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const LayerActivity& a = less.trace.layers[l];
    const LayerActivity& b = thousand.trace.layers[l];
    CHECK(million.layers[l] == LayerActivity{b.busy + kMore * (b.busy - a.busy),
                                             b.blocked + kMore * (b.blocked - a.blocked),
                                             b.starved + kMore * (b.starved - a.starved)});
  }
}

TEST_CASE("native: every number of frames is answered as if all were simulated", "[native][steady]") {
  std::int64_t steady = 0;
  for (std::uint64_t i = 0; i < 20; ++i) {
    Random random(test_seed(), 4000 + i);
    const Network network = random_chain("n", random);
    const Traffic traffic = i % 4 == 0 ? Traffic::back_to_back(network) : periodic(network, random);
    for (std::int64_t frames = 1; frames <= 200; frames += frames < 20 ? 1 : 7) {
      INFO("network " << i << " of seed " << test_seed() << ", " << frames << " frames");
      const models::Timing timing = time_frames(network, traffic, frames);
      const models::NativeResult full = simulate(network, traffic, frames);
      check_same(timing, full);
      if (!timing.steady || frames < timing.steady->transient_frames + timing.steady->period_frames) continue;
      ++steady;
      REQUIRE(timing.latency_steady);
      Cycle latency = 0;
      for (std::int64_t f = timing.steady->transient_frames; f < frames; ++f) {
        const auto at = static_cast<std::size_t>(f);
        latency = std::max(latency, full.trace.frames.last_out[at] - full.trace.frames.first_in[at]);
      }
      CHECK(*timing.latency_steady == latency);
    }
  }
  CHECK(steady > 100);
}

TEST_CASE("native: no steady state is claimed of random traffic", "[native][steady]") {
  Random random(test_seed(), 5000);
  const Network network = random_chain("n", random);
  Traffic traffic = Traffic::back_to_back(network);
  traffic.streams[1].pop = {1, 2, 0, 3, 7};
  const models::Timing timing = time_frames(network, traffic, 300);
  CHECK_FALSE(timing.steady);
  CHECK_FALSE(timing.latency_steady);
  CHECK(timing.simulated_frames == 300);
  check_same(timing, simulate(network, traffic, 300));
}

}  // namespace weir::tests::native_test

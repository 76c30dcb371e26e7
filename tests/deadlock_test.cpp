// Deadlocks: every timed engine stops in the same state and names the same ring. In RTL the proposed depths
// cure it and smaller ones do not. A run that lacks beats, or only waits for long, is not reported as a
// deadlock.
#include <catch2/catch.hpp>
#include <numeric>

#include "models/analysis/cure.hpp"
#include "models/hosts/native.hpp"
#include "testbench/patience.hpp"
#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::deadlock_test {

namespace {

using namespace weir::testbench;

Scenario load(const std::string& name) {
  return load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / (name + ".yaml"));
}

const Check* find_check(const RunResult& result, const std::string& name, const std::string& engine) {
  for (const Check& check : result.checks) {
    if (check.name == name && (check.engines[0] == engine || check.engines[1] == engine)) return &check;
  }
  return nullptr;
}

std::string all_failures(const RunResult& result) {
  std::string text;
  for (const Check& check : result.checks) {
    if (!check.ok) text += check.name + ": " + check.detail + "\n";
  }
  return text;
}

// "sum < conv_out" waits for data; "branch > branch_out1" waits for room.
std::vector<std::string> steps(const Stop& stop) {
  std::vector<std::string> steps;
  for (const DeadlockStep& step : stop.ring)
    steps.push_back(step.layer + (step.for_room ? " > " : " < ") + step.stream);
  return steps;
}

using Depths = std::vector<std::pair<std::string, std::int64_t>>;

// Runs the scenario's frames in RTL at any depths, from a single build.
class Hardware {
 public:
  explicit Hardware(const Scenario& scenario)
      : network_(scenario.network),
        frames_(frames_of(scenario, scenario.frames)),
        stimulus_(stimulus(frames_, scenario.traffic)),
        golden_(run_golden(network_, frames_.tensors)),
        build_(build_rtl(network_, true)) {}

  // Checks that every frame comes out with the reference's values, in the models' cycles.
  void check_completes(const Depths& depths) const {
    const Network network = with(depths);
    const EngineRun rtl = run_rtl(network, build_, stimulus_, {});
    check_values_equal(network, stimulus_.frames, golden_, rtl);
    check_equal(network, stimulus_.frames, rtl, run_native(network, stimulus_, {}));
  }
  void check_locks(const Depths& depths) const {
    const Network network = with(depths);
    const EngineRun rtl = run_rtl(network, build_, stimulus_, {});
    CHECK_FALSE(rtl.trace.complete);
    CHECK(rtl.fault.empty());
    CHECK_FALSE(find_ring(network, rtl.waits).empty());
    check_alike(network, stimulus_.frames, rtl, run_native(network, stimulus_, {}));
  }
  [[nodiscard]] bool locks_in_native(const Depths& depths) const {
    const EngineRun native = run_native(with(depths), stimulus_, {});
    CHECK(native.trace.complete == native.waits.empty());
    return !native.trace.complete;
  }

 private:
  [[nodiscard]] Network with(const Depths& depths) const {
    Network network = network_;
    for (const auto& [stream, depth] : depths) {
      REQUIRE(network.find_stream(stream) >= 0);
      network.stream(network.find_stream(stream)).depth = depth;
    }
    return network;
  }

  Network network_;
  Frames frames_;
  Stimulus stimulus_;
  EngineRun golden_;
  RtlBuild build_;
};

// What every engine reports for a scenario. Its twin differs only in its depths, and runs to the end.
struct Lock {
  std::string twin;
  std::string last_stream;  // the last one to move a beat, in that frame and cycle
  std::int64_t frame;
  Cycle cycle;
  std::vector<std::string> ring;
  Depths cure;
};

// The scenario under the twin's name, which is also the name of the hardware: both use one build.
Scenario load_twin_of(const std::string& name, const Lock& lock) {
  Scenario scenario = load(name);
  Network twin = load(lock.twin).network;
  REQUIRE(twin.streams.size() == scenario.network.streams.size());
  for (std::size_t s = 0; s < twin.streams.size(); ++s) {
    CHECK(twin.streams[s].name == scenario.network.streams[s].name);
    twin.streams[s].depth = scenario.network.streams[s].depth;
  }
  scenario.network = std::move(twin);
  return scenario;
}

void check_stops(const RunResult& result, const Lock& lock, const std::vector<std::string>& engines) {
  INFO(all_failures(result));
  CHECK_FALSE(result.passed());
  REQUIRE(result.stops.size() == engines.size());
  for (std::size_t e = 0; e < engines.size(); ++e) {
    INFO(engines[e]);
    CHECK(result.stops[e].engine == engines[e]);
    CHECK(result.stops[e].stream == lock.last_stream);
    CHECK(result.stops[e].frame == lock.frame);
    CHECK(result.stops[e].cycle == lock.cycle);
    CHECK(steps(result.stops[e]) == lock.ring);
    const Check* check = find_check(result, "deadlock_free", engines[e]);
    REQUIRE(check != nullptr);
    CHECK_FALSE(check->ok);
    CHECK(find_check(result, "not_starved", engines[e]) == nullptr);
  }
  Depths cure;
  for (const CureStep& step : result.cure) cure.emplace_back(step.stream, step.wanted);
  CHECK(cure == lock.cure);
}

void check_deadlock(const std::string& name, const Lock& lock) {
  const TemporaryFolder folder;
  Scenario scenario = load_twin_of(name, lock);
  scenario.engines = {"golden", "native", "systemc", "rtl"};
  RunOptions options;
  options.mismatch_folder = folder.path();
  const RunResult result = run(scenario, options);
  check_stops(result, lock, {"native", "systemc", "rtl"});
  // The beats that moved are right. The only other failed check is that beats are left over.
  for (const std::string engine : {"native", "systemc", "rtl"}) {
    REQUIRE(find_check(result, "bit_exact", engine) != nullptr);
    CHECK(find_check(result, "bit_exact", engine)->ok);
    CHECK_FALSE(find_check(result, "nothing_left_over", engine)->ok);
    if (engine != "rtl") CHECK(find_check(result, "cycle_exact", engine)->ok);
  }
  CHECK(fs::is_empty(folder.path()));

  scenario.engines = {"native", "systemc"};
  options.timing_only = true;
  check_stops(run(scenario, options), lock, {"native", "systemc"});
  options.use_steady_state = false;
  check_stops(run(scenario, options), lock, {"native", "systemc"});

  const Hardware hardware(scenario);
  hardware.check_completes(lock.cure);
  for (std::size_t i = 0; i < lock.cure.size(); ++i) {
    Depths less = lock.cure;
    --less[i].second;
    INFO(less[i].first << " " << less[i].second << " deep");
    hardware.check_locks(less);
  }
}

}  // namespace

// The second convolution's first window ends at pixel (1, 1) of the first convolution, whose window there
// ends at pixel (2, 2) of the map. So it takes 2 x 8 + 3 beats. Meanwhile the other branch must hold as many:
// two in the fork's queue, the others in the FIFO.
TEST_CASE("deadlock: a residual block whose skip connection is too shallow", "[deadlock][rtl]") {
  check_deadlock("residual-block-shallow",
                 {"residual-block",
                  "input",
                  0,
                  37,
                  {"sum < conv2_out", "conv2 < conv2_swu_out", "conv2_swu < conv2_pad_out",
                   "conv2_pad < conv1_out", "conv1 < conv1_swu_out", "conv1_swu < conv1_pad_out",
                   "conv1_pad < branch_out0", "branch > branch_out1"},
                  {{"branch_out1", 2 * 8 + 3 - 2}}});
}

// The lower level's first window ends at its pixel (1, 1), which is pooled from pixels up to (3, 3).
TEST_CASE("deadlock: a U-Net whose skip connection is too shallow", "[deadlock][rtl]") {
  check_deadlock("unet-shallow", {"unet",
                                  "down1_swu_out",
                                  0,
                                  446,
                                  {"joined < up_out", "up < bottom_out", "bottom < bottom_swu_out",
                                   "bottom_swu < bottom_pad_out", "bottom_pad < pool_out",
                                   "pool < branch_out0", "branch > branch_out1"},
                                  {{"branch_out1", 3 * 8 + 4 - 2}}});
}

// The first pixel behind the third convolution depends on the pixels up to (3, 3).
TEST_CASE("deadlock: two skip connections that only both together cure", "[deadlock][rtl]") {
  const Lock lock{"two-skips",
                  "input",
                  0,
                  37,
                  {"sum < conv2_out", "conv2 < conv2_swu_out", "conv2_swu < conv2_pad_out",
                   "conv2_pad < conv1_out", "conv1 < conv1_swu_out", "conv1_swu < conv1_pad_out",
                   "conv1_pad < branch_out0", "branch > branch_out1"},
                  {{"branch_out1", 2 * 8 + 3 - 2}, {"branch_out2", 3 * 8 + 4 - 2}}};
  check_deadlock("two-skips-shallow", lock);
  const Scenario scenario = load_twin_of("two-skips-shallow", lock);
  const Hardware hardware(scenario);
  for (const Stream& stream : scenario.network.streams) {
    INFO(stream.name);
    CHECK(hardware.locks_in_native({{stream.name, scenario.frames * stream.beats_per_frame + 1}}));
  }
}

namespace {

// A vector goes past a normalize, which reads all of it before it writes, and through a layer that changes
// the width of its elements. The FIFOs before and behind that layer are too small.
Network past_a_normalize(const Channelwise& on_the_way) {
  NetworkBuilder builder("past", 1);
  builder.input("input", DataType::uint(4), {8}, 1);
  builder.add("branch", Fork{});
  Normalize normalize;
  normalize.result = DataType::uint(4);
  builder.add("normal", normalize, "branch_out0");
  builder.add("changed", on_the_way, "branch_out1");
  builder.add("sum", Eltwise{}, {"normal", "changed"});
  return builder.finish();
}

Channelwise channelwise(Channelwise::Op op, const DataType& parameter) {
  Channelwise layer;
  layer.op = op;
  layer.parameter = parameter;
  layer.parameters = Tensor({8}, std::vector<std::int64_t>(8, 3));
  return layer;
}

Stimulus bare(const Network& network, std::int64_t frames) {
  return {frames, Traffic::back_to_back(network), {}};
}

}  // namespace

TEST_CASE("deadlock: of FIFOs that each cure it the one with the fewest bits is told", "[deadlock]") {
  const auto check_cure = [](const Network& network, const std::string& wanted, const std::string& other) {
    const auto locks = [&](const std::string& stream, std::int64_t depth) {
      Network tried = network;
      tried.stream(network.find_stream(stream)).depth = depth;
      return !models::run_native(tried, bare(tried, 20), {}).trace.complete;
    };
    CHECK(locks("input", 1));
    const models::Cure cure = models::smallest_cure(network, bare(network, 20));
    REQUIRE(cure.depths.size() == 1);
    CHECK(cure.proved);
    CHECK(network.stream(cure.depths[0].stream).name == wanted);
    const std::int64_t depth = cure.depths[0].depth;
    CHECK_FALSE(locks(wanted, depth));
    CHECK(locks(wanted, depth - 1));
    // As many beats in the other FIFO, which are wider, would also cure it.
    CHECK_FALSE(locks(other, depth));
    CHECK(locks(other, depth - 1));
  };
  check_cure(past_a_normalize(channelwise(Channelwise::Op::kMultiply, DataType::uint(4))), "branch_out1",
             "changed_out");
  check_cure(past_a_normalize(channelwise(Channelwise::Op::kCompare, DataType::uint(4))), "changed_out",
             "branch_out1");
}

// While beats pile up in front of the deadlock, whole frames still leave the network elsewhere.
TEST_CASE("deadlock: one that shows in a later frame", "[deadlock][rtl]") {
  NetworkBuilder builder("later", 2);
  builder.input("input", DataType::uint(4), {8}, 1);
  builder.add("copies", Fork{});
  Normalize seen;
  seen.result = DataType::uint(2);
  builder.add("seen", seen, "copies_out0");
  builder.add("branch", Fork{}, "copies_out1");
  Normalize normalize;
  normalize.result = DataType::uint(4);
  builder.add("normal", normalize, "branch_out0");
  builder.add("sum", Eltwise{}, {"normal", "branch_out1"});
  builder.depth("copies_out1", 30);
  Scenario scenario;
  scenario.name = "later";
  scenario.network = builder.finish();
  scenario.frames = 20;
  scenario.engines = {"golden", "native", "systemc", "rtl"};
  scenario.traffic = inner_stalls(scenario.network, 5, 6, true);
  const Stream& input = scenario.network.streams[0];
  scenario.inputs.emplace_back(input.element, input.shape, 3);
  const RunResult result = run(scenario, {});
  INFO(all_failures(result));
  // `seen` still gets as many beats as the forks' queues and the FIFOs behind them hold: four whole frames.
  constexpr std::int64_t kBeats = 30 + 2 + 2 + 2;
  REQUIRE(result.stops.size() == 3);
  for (const Stop& stop : result.stops) {
    INFO(stop.engine);
    CHECK(stop.frame == kBeats / 8 - 1);
    CHECK(stop.cycle == result.stops[0].cycle);
    CHECK(stop.stream == result.stops[0].stream);
    CHECK(steps(stop) ==
          std::vector<std::string>{"sum < normal_out", "normal < branch_out0", "branch > branch_out1"});
    CHECK(find_check(result, "bit_exact", stop.engine)->ok);
  }
  REQUIRE(result.cure.size() == 1);
  CHECK(result.cure[0].stream == "branch_out1");
  CHECK(result.cure[0].wanted == 8 - 2);
}

// No frame depends on later frames. If a frame waits for room that earlier frames occupy, then the first
// frame waited for room, too.
TEST_CASE("deadlock: whether graphs at random lock shows in their first frame", "[deadlock][native]") {
  int locked = 0;
  std::uint64_t graphs = 0;
  for (; graphs < 200 || locked < 6; ++graphs) {
    REQUIRE(graphs < 2000);
    const std::uint64_t i = graphs;
    Random random(test_seed(), 9000 + i);
    INFO("graph " << i << " of seed " << test_seed());
    const Network network = random_graph("g", random);
    const bool first = models::run_native(network, bare(network, 1), {}).trace.complete;
    const bool many = models::run_native(network, bare(network, 12), {}).trace.complete;
    CHECK(first == many);
    locked += first ? 0 : 1;
    if (first) continue;
    const models::Cure cure = models::smallest_cure(network, bare(network, 12));
    REQUIRE_FALSE(cure.depths.empty());
    const auto completes = [&](const std::vector<models::Deepened>& depths) {
      Network tried = network;
      for (const models::Deepened& each : depths) tried.stream(each.stream).depth = each.depth;
      return models::run_native(tried, bare(tried, 12), {}).trace.complete;
    };
    CHECK(completes(cure.depths));
    for (std::size_t d = 0; d < cure.depths.size(); ++d) {
      std::vector<models::Deepened> less = cure.depths;
      --less[d].depth;
      CHECK_FALSE(completes(less));
    }
  }
  CHECK(static_cast<std::uint64_t>(locked) < graphs / 2);
}

namespace {

// A map of which every second column is kept. The pixels kept go to a sum on two branches.
Scenario thinned() {
  NetworkBuilder builder("thinned", 32);
  builder.input("input", DataType::uint(4), {4, 6, 2}, 2);
  Downsample downsample;
  downsample.stride = {1, 2};
  downsample.simd = 2;
  builder.add("thinned", downsample);
  builder.add("branch", Fork{});
  Normalize normalize;
  normalize.pe = 2;
  normalize.result = DataType::uint(3);
  builder.add("normal", normalize, "branch_out0");
  Eltwise sum;
  sum.pe = 2;
  builder.add("sum", sum, {"normal", "branch_out1"});
  Scenario scenario;
  scenario.name = "thinned";
  scenario.network = builder.finish();
  scenario.frames = 5;
  scenario.engines = {"golden", "native", "rtl"};
  scenario.traffic = Traffic::back_to_back(scenario.network);
  const Stream& input = scenario.network.streams[0];
  scenario.inputs.emplace_back(input.element, input.shape, 3);
  return scenario;
}

RunResult run_with_fault(const Scenario& scenario, const std::string& file, const std::string& before,
                         const std::string& after) {
  const TemporaryFolder folder;
  const fs::path library = folder.path() / "rtl";
  fs::copy(fs::path(WEIR_SOURCE_DIR) / "rtl", library, fs::copy_options::recursive);
  std::string text = text_of(library / file);
  REQUIRE(text.find(before) != std::string::npos);
  text.replace(text.find(before), before.size(), after);
  std::ofstream(library / file) << text;
  const Environment changed("WEIR_RTL_DIR", library.string());
  RunOptions options;
  options.mismatch_folder = folder.path();
  return run(scenario, options);
}

// Checks that only rtl stops, and that the report names no ring and no cure.
void check_not_locked(const RunResult& result) {
  INFO(all_failures(result));
  CHECK_FALSE(result.passed());
  REQUIRE(result.stops.size() == 1);
  CHECK(result.stops[0].engine == "rtl");
  CHECK(result.stops[0].ring.empty());
  CHECK(result.stops[0].cycle > 0);
  const Check* check = find_check(result, "not_starved", "rtl");
  REQUIRE(check != nullptr);
  CHECK_FALSE(check->ok);
  CHECK(check->detail.find("rtl: stopped, not locked: the last beat moved in cycle ") == 0);
  CHECK(find_check(result, "deadlock_free", "rtl") == nullptr);
  CHECK(find_check(result, "nothing_left_over", "native")->ok);
  CHECK(result.cure.empty());
}

}  // namespace

TEST_CASE("deadlock: hardware that loses beats is starved, not locked", "[deadlock][bite][rtl]") {
  check_not_locked(run_with_fault(thinned(), "weir_downsample.sv",
                                  "assign writes = down_q == '0 && right_q == '0;",
                                  "assign writes = down_q == '0 && right_q == '0 && row_q != '0;"));
}

// Only one of the two branches loses beats, and the other one has room for the beats that are left.
TEST_CASE("deadlock: a join that one way starves is not locked", "[deadlock][bite][rtl]") {
  Scenario scenario = thinned();
  Stream& skip = scenario.network.stream(scenario.network.find_stream("branch_out1"));
  skip.depth = scenario.frames * skip.beats_per_frame;
  check_not_locked(
      run_with_fault(scenario, "weir_fork.sv",
                     ".take_i(issue),\n        .credit_o(credits[i]),\n"
                     "        .s_data_i(s_in_data_i),\n        .s_valid_i(issue),",
                     ".take_i(issue && (i != 0 || s_in_data_i[0])),\n        .credit_o(credits[i]),\n"
                     "        .s_data_i(s_in_data_i),\n        .s_valid_i(issue && (i != 0 || "
                     "s_in_data_i[0])),"));
}

TEST_CASE("deadlock: slow memories and long stalls are waited for", "[deadlock][rtl]") {
  Random random(test_seed(), 9300);
  NetworkBuilder builder("slow", 2);
  builder.input("input", DataType::uint(2), {12}, 4);
  Mem in;
  in.latency = 6000;
  in.burst = 2;
  in.burst_gap = 3000;
  builder.add("fetch", in);
  Mvtu product = random_mvtu(2, 12, DataType::ternary(), std::nullopt, 0, random);
  product.pe = 1;
  product.simd = 2;
  product.weights_streamed = true;
  product.memory_elements = 1;
  product.memory_cycles = 7000;
  builder.add("product", product);
  Mem out;
  out.out = true;
  out.latency = 5000;
  out.cycles_per_beat = 2000;
  builder.add("store", out);
  const Network network = builder.finish();
  const Frames frames = random_frames(network, 3, random);
  Traffic traffic = Traffic::back_to_back(network);
  const Pattern stall{1, 1, 4000, 4000, 0};
  for (const Traffic& each : {traffic, with_sink(network, with_source(network, traffic, stall), stall)}) {
    const Stimulus stim = stimulus(frames, each);
    const EngineRun rtl = run_rtl(network, stim, {});
    check_equal(network, 3, rtl, run_native(network, stim, {}));
    check_equal(network, 3, rtl, run_systemc(network, stim, {}));
    // The run lasts through pauses in which only the weights' memory works.
    std::vector<Cycle> moved;
    for (std::size_t s = 0; s < network.streams.size(); ++s) {
      for (const auto* cycles : {&rtl.trace.streams[s].push, &rtl.trace.streams[s].pop})
        moved.insert(moved.end(), cycles->begin(), cycles->end());
    }
    std::ranges::sort(moved);
    std::adjacent_difference(moved.begin(), moved.end(), moved.begin());
    const Cycle silence = *std::max_element(moved.begin() + 1, moved.end());
    CHECK(silence >= 5000);
    CHECK(silence <= patience(network, each));
  }
}

// --- Rings of waits, written by hand ---

namespace {

// in - branch - a - b - sum - tail - out; the branch's other output goes to the sum.
struct Diamond {
  Network network;
  Diamond() {
    NetworkBuilder builder("diamond", 3);
    builder.input("in", DataType::uint(2), {4}, 1);
    builder.add("branch", Fork{});
    Normalize normalize;
    normalize.result = DataType::uint(2);
    builder.add("a", normalize, "branch_out0");
    builder.add("b", normalize);
    builder.add("sum", Eltwise{}, {"b", "branch_out1"});
    Threshold tail;
    tail.thresholds = {Tensor({1, 1}, {2}), DataType::binary()};
    builder.add("tail", tail);
    network = builder.finish();
  }
  [[nodiscard]] Wait data(const std::string& layer, const std::string& stream) const {
    return {network.find_layer(layer), network.find_stream(stream), false};
  }
  [[nodiscard]] Wait room(const std::string& layer, const std::string& stream) const {
    return {network.find_layer(layer), network.find_stream(stream), true};
  }
};

}  // namespace

TEST_CASE("deadlock: waits that lead to a source or a sink close no ring", "[deadlock][network]") {
  const Diamond d;
  CHECK(find_ring(d.network, {}).empty());
  CHECK(
      find_ring(d.network, {d.data("branch", "in"), d.data("a", "branch_out0"), d.data("b", "a_out"),
                            d.data("sum", "b_out"), d.data("sum", "branch_out1"), d.data("tail", "sum_out")})
          .empty());
  CHECK(find_ring(d.network, {d.room("tail", "tail_out"), d.room("sum", "sum_out"), d.room("b", "b_out"),
                              d.room("branch", "branch_out1")})
            .empty());
  // One wait less than a ring.
  CHECK(find_ring(d.network,
                  {d.data("a", "branch_out0"), d.data("sum", "b_out"), d.room("branch", "branch_out1")})
            .empty());
  CHECK(describe_ring(d.network, {}).empty());
}

TEST_CASE("deadlock: a ring begins at its join, in whatever order the waits are", "[deadlock][network]") {
  const Diamond d;
  const std::vector<Wait> ring{d.data("sum", "b_out"), d.data("b", "a_out"), d.data("a", "branch_out0"),
                               d.room("branch", "branch_out1")};
  std::vector<Wait> waits = ring;
  waits.push_back(d.data("tail", "sum_out"));  // waits for the ring, but is not in it
  std::vector<std::size_t> order(waits.size());
  std::iota(order.begin(), order.end(), 0U);
  do {
    std::vector<Wait> shuffled;
    for (const std::size_t i : order) shuffled.push_back(waits[i]);
    CHECK(find_ring(d.network, shuffled) == ring);
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(
      describe_ring(d.network, ring) ==
      "sum waits for data on b_out (empty) from b\nb waits for data on a_out (empty) from a\na waits for "
      "data on branch_out0 (empty) from branch\nbranch waits for room on branch_out1 (full, depth 3) to sum");
}

TEST_CASE("deadlock: a layer that waits for two is in the ring by the one that closes it",
          "[deadlock][network]") {
  const Diamond d;
  const std::vector<Wait> ring{d.data("sum", "branch_out1"), d.room("branch", "branch_out0"),
                               d.room("a", "a_out"), d.room("b", "b_out")};
  std::vector<Wait> waits = ring;
  waits.push_back(d.data("branch", "in"));
  waits.push_back(d.room("sum", "sum_out"));
  waits.push_back(d.room("tail", "tail_out"));
  CHECK(find_ring(d.network, waits) == ring);
}

TEST_CASE("deadlock: of two rings the shorter is told", "[deadlock][network]") {
  NetworkBuilder builder("net", 2);
  builder.input("in", DataType::uint(2), {4}, 1);
  Fork three;
  three.copies = 3;
  builder.add("branch", three);
  Normalize normalize;
  normalize.result = DataType::uint(2);
  builder.add("a", normalize, "branch_out0");
  builder.add("near", Eltwise{}, {"a", "branch_out1"});
  Threshold narrow;
  narrow.thresholds = {Tensor({1, 1}, {2}), DataType::uint(1)};
  builder.add("narrow", narrow);
  builder.add("far", Eltwise{}, {"narrow", "branch_out2"});
  const Network network = builder.finish();
  const auto wait = [&](const char* layer, const char* stream, bool for_room) {
    return Wait{network.find_layer(layer), network.find_stream(stream), for_room};
  };
  const std::vector<Wait> waits{wait("far", "narrow_out", false),    wait("narrow", "near_out", false),
                                wait("near", "a_out", false),        wait("a", "branch_out0", false),
                                wait("branch", "branch_out2", true), wait("branch", "branch_out1", true)};
  CHECK(find_ring(network, waits) == std::vector<Wait>{wait("near", "a_out", false),
                                                       wait("a", "branch_out0", false),
                                                       wait("branch", "branch_out1", true)});
}

}  // namespace weir::tests::deadlock_test

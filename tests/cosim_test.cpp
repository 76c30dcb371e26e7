// Mixed co-simulation: replacing parts of a SystemC pipeline by Verilated RTL changes no value, cycle or
// label.
#include <algorithm>
#include <catch2/catch.hpp>

#include "testbench/rtl_part.hpp"
#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::cosim_test {

namespace {

using namespace weir::testbench;

// One layer of every kind, a converter and a weight memory included.
Network chain() {
  Random random(11);
  NetworkBuilder builder("chain", 2);
  builder.input("input", DataType::uint(2), {2, 6}, 3);
  Mvtu a = random_mvtu(6, 6, DataType::ternary(), DataType::uint(2), 5, random);
  a.pe = 2;
  a.simd = 3;
  builder.add("a", a);
  Mvtu b = random_mvtu(4, 6, DataType::sint(3), std::nullopt, 0, random);
  b.pe = 2;
  b.simd = 3;
  b.weights_streamed = true;
  builder.add("b", b);
  Threshold t;
  t.pe = 2;
  t.thresholds = {Tensor({4, 3}, {-9, 0, 8, -4, 2, 3, -6, 1, 9, -2, 0, 5}), DataType::uint(2)};
  builder.add("t", t);
  LabelSelect label;
  label.pe = 2;
  label.classes = 8;
  builder.add("label", label);
  builder.depth("t_out", 1);
  return builder.finish();
}

// Two separate networks. The run's last transfers are beats that the second network's windows do not use.
Network two_apart() {
  NetworkBuilder builder("two_apart", 2);
  builder.input("first", DataType::uint(2), {4, 1}, 1);
  Maxpool maxpool;
  maxpool.kernel = {1, 2};
  builder.add("maxpool", maxpool, "first");
  builder.input("second", DataType::uint(2), {20, 1}, 1);
  Pad pad;
  pad.before = {0, 1};
  builder.add("pad", pad, "second");
  Swu swu;
  swu.kernel = {1, 1};
  swu.stride = {1, 12};
  builder.add("swu", swu);
  return builder.finish();
}

// A fork, the join of its branches, and the layers between them, without width converters.
std::vector<std::string> between(const Network& network, const std::string& fork, const std::string& join) {
  std::vector<bool> behind(network.layers.size());
  std::vector<bool> before(network.layers.size());
  behind.at(static_cast<std::size_t>(network.find_layer(fork))) = true;
  before.at(static_cast<std::size_t>(network.find_layer(join))) = true;
  for (std::size_t round = 0; round < network.layers.size(); ++round) {
    for (const Stream& stream : network.streams) {
      if (stream.from == kBorder || stream.to == kBorder) continue;
      const auto from = static_cast<std::size_t>(stream.from);
      const auto to = static_cast<std::size_t>(stream.to);
      if (behind[from]) behind[to] = true;
      if (before[to]) before[from] = true;
    }
  }
  std::vector<std::string> names;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const bool converter = network.layers[l].kind() == Dwc::kKind;
    if (behind[l] && before[l] && !converter) names.push_back(network.layers[l].name);
  }
  REQUIRE(names.size() > 2);
  return names;
}

// Compares every set of layers, under every traffic, with native and with a run that is all RTL.
void check_parts(const Network& network, const std::vector<std::vector<std::string>>& parts,
                 std::uint64_t seed) {
  constexpr std::int64_t kFrames = 4;
  Random random(seed);
  const Frames frames = random_frames(network, kFrames, random);
  for (const NamedTraffic& traffic : traffics(network, seed)) {
    INFO(traffic.name);
    const Stimulus stim = stimulus(frames, traffic.traffic);
    const EngineRun rtl = run_rtl(network, stim, {});
    check_equal(network, kFrames, rtl, run_native(network, stim, {}));
    for (const std::vector<std::string>& part : parts) {
      std::vector<int> layers;
      std::string names;
      for (const std::string& name : part) {
        layers.push_back(network.find_layer(name));
        REQUIRE(layers.back() >= 0);
        names += " " + name;
      }
      INFO("rtl:" << names);
      const EngineRun mixed = run_systemc(network, stim, {.rtl_layers = layers});
      check_equal(network, kFrames, rtl, mixed);
      CHECK(mixed.trace.frames.last_out == rtl.trace.frames.last_out);
      check_equal(network, kFrames, rtl, run_systemc(network, stim, {{.order_seed = seed + 1}, layers}));
    }
  }
}

void check_random_parts(std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t i = first; i < first + count; ++i) {
    Random random(test_seed(), 8000 + i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = random_chain("mixed" + std::to_string(i), random);
    std::vector<std::string> part;
    while (part.empty()) {
      for (const Layer& layer : network.layers) {
        if (random.between(0, 2) == 0) part.push_back(layer.name);
      }
    }
    check_parts(network, {part}, random.next() >> 1U);
  }
}

}  // namespace

TEST_CASE("cosim: each layer by itself as RTL", "[cosim][rtl][systemc]") {
  check_parts(chain(), {{"a"}, {"a_b_dwc"}, {"b_weights"}, {"b"}, {"t"}, {"label"}}, 1);
}

TEST_CASE("cosim: groups of layers as RTL", "[cosim][rtl][systemc]") {
  check_parts(chain(),
              {{"a", "a_b_dwc"},
               {"b_weights", "b", "t"},
               // Separate: two and three pieces of hardware with models between them.
               {"a", "t"},
               {"a", "b_weights", "label"},
               {"a", "a_b_dwc", "b_weights", "b", "t", "label"}},
              2);
}

TEST_CASE("cosim: each layer of a convolutional network by itself as RTL", "[cosim][rtl][systemc]") {
  check_parts(fixed_network("convolutional"),
              {{"pad"},
               {"serial"},
               {"product"},
               {"maxpool"},
               {"parallel"},
               {"depthwise"},
               {"pairs"},
               {"pool"},
               // Separate, with the same cores.
               {"pad", "product", "parallel", "pairs"},
               {"serial", "maxpool", "depthwise", "pool"}},
              3);
}

TEST_CASE("cosim: groups of layers of a convolutional network as RTL", "[cosim][rtl][systemc]") {
  check_parts(fixed_network("convolutional"),
              {{"pad", "serial", "product"},
               {"parallel", "depthwise", "pairs", "pool"},
               {"product", "maxpool"},  // the last beat of the run passes between them
               {"pad", "serial", "product", "parallel", "depthwise", "pairs", "pool"}},
              4);
}

TEST_CASE("cosim: forks and joins as RTL", "[cosim][rtl][systemc]") {
  check_parts(fixed_network("branching"),
              {{"copies"},
               {"difference"},
               // Separate, with models between, before and behind them.
               {"copies", "difference"},
               // A fork, the layers on both its branches, and the join, without converters.
               between(fixed_network("branching"), "copies", "difference")},
              6);
}

TEST_CASE("cosim: more of a network that branches as RTL", "[.][nightly][cosim][rtl][systemc]") {
  const Network network = fixed_network("branching");
  std::vector<std::vector<std::string>> parts;
  for (const Layer& layer : network.layers) parts.push_back({layer.name});
  parts.push_back({"concat", "split"});
  parts.push_back({"source", "copies", "product", "concat", "vote", "sink"});
  check_parts(network, parts, 7);
}

TEST_CASE("cosim: a deadlock through parts of RTL is the models'", "[cosim][rtl][systemc][deadlock]") {
  Scenario scenario = load_scenario(fs::path(WEIR_SOURCE_DIR) / "scenarios" / "residual-block-shallow.yaml");
  const Network& network = scenario.network;
  const Frames frames = frames_of(scenario, scenario.frames);
  for (const NamedTraffic& traffic : traffics(network, 8)) {
    INFO(traffic.name);
    const Stimulus stim = stimulus(frames, traffic.traffic);
    const EngineRun native = run_native(network, stim, {});
    CHECK_FALSE(native.trace.complete);
    for (const std::vector<std::string>& part : std::vector<std::vector<std::string>>{
             {"sum"}, {"branch"}, {"branch", "sum"}, {"branch", "conv2_pad", "relu"}}) {
      std::vector<int> layers;
      std::string names;
      for (const std::string& name : part) {
        layers.push_back(network.find_layer(name));
        names += " " + name;
      }
      INFO("rtl:" << names);
      check_alike(network, scenario.frames, native, run_systemc(network, stim, {.rtl_layers = layers}));
    }
  }
}

TEST_CASE("cosim: a part goes on until the run's last transfer, within another one",
          "[cosim][rtl][systemc]") {
  check_parts(two_apart(), {{"maxpool", "pad", "swu"}}, 5);
}

TEST_CASE("cosim: random parts of random networks as RTL", "[cosim][rtl][systemc]") {
  check_random_parts(0, 2);
}

TEST_CASE("cosim: more random parts of random networks as RTL", "[.][nightly][cosim][rtl][systemc]") {
  check_random_parts(2, 20);
}

TEST_CASE("cosim: a scenario's own parts run as RTL and pass", "[cosim][rtl][systemc]") {
  Scenario scenario;
  scenario.name = "chain";
  scenario.network = chain();
  scenario.frames = 4;
  scenario.engines = {"golden", "systemc", "native", "rtl"};
  scenario.traffic = inner_stalls(scenario.network, 3, 5, true);
  scenario.rtl_layers = {scenario.network.find_layer("a"), scenario.network.find_layer("t")};
  const Stream& input = scenario.network.streams[0];
  scenario.inputs.emplace_back(input.element, input.shape, 4);
  const RunResult result = run(scenario, {});
  for (const Check& check : result.checks) {
    INFO(check.name << ": " << check.detail);
    CHECK(check.ok);
  }
  CHECK(result.passed());
}

TEST_CASE("cosim: neighbours become one part, others parts of their own", "[cosim]") {
  const Network network = chain();
  const auto names = [&](const std::vector<std::string>& layers) {
    std::vector<int> indices;
    for (const std::string& layer : layers) indices.push_back(network.find_layer(layer));
    std::vector<std::string> parts;
    for (const SubNetwork& part : sub_networks_of(network, indices)) {
      std::string members;
      for (const int l : part.layers) members += network.layer(l).name + " ";
      parts.push_back(members);
    }
    return parts;
  };
  CHECK(names({"a", "t"}) == std::vector<std::string>{"a ", "t "});
  CHECK(names({"t", "b", "a"}) == std::vector<std::string>{"a ", "b t "});
  CHECK(names({"b", "b_weights"}) == std::vector<std::string>{"b_weights b "});
  CHECK(names({}).empty());
}

}  // namespace weir::tests::cosim_test

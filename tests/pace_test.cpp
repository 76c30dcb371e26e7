// The reported cause of a run's pace: if one FIFO or one folding of a network was made too small, the report
// names that one.
#include "models/analysis/pace.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/hosts/native.hpp"
#include "network/error.hpp"
#include "network/scenario.hpp"
#include "regress/draw_network.hpp"
#include "testbench/run.hpp"
#include "tests/system.hpp"

namespace weir::tests::pace_test {

namespace {

RunResult timed(const Scenario& scenario) {
  Scenario native = scenario;
  native.engines = {"native"};
  testbench::RunOptions options;
  options.timing_only = true;
  return testbench::run(native, options);
}

// Graphs large enough for a FIFO to delay something.
const regress::Size kGraph{.channels = {2, 3, 4, 6, 8},
                           .side = 7,
                           .length = 24,
                           .least_layers = 4,
                           .most_layers = 12,
                           .meetings = 3,
                           .most = {.cycles = 1600, .elements = 2048, .bits = 512, .products = 256}};

YAML::Node drawn_tree(Random& random, const std::string& name) {
  regress::Dice dice(Random(random.next()));
  YAML::Node tree = YAML::Load(regress::draw_graph(name, kGraph, dice).text());
  tree["engines"] = std::vector<std::string>{"native"};
  return tree;
}

Scenario load(const YAML::Node& tree, const std::string& name) {
  YAML::Emitter text;
  text << tree;
  return parse_scenario(text.c_str(), name);
}

std::optional<Interval> interval_of(const Network& network) {
  models::NativeOptions options;
  options.find_steady_state = options.stop_when_steady = true;
  const auto steady = models::run_native(network, {512, Traffic::back_to_back(network), {}}, options).steady;
  return steady ? std::optional(steady->interval()) : std::nullopt;
}

// Finds depths at which no FIFO delays anything; `tight`: then makes each FIFO as shallow as possible, in
// random order.
bool make_healthy(Network& network, Random& random, bool tight) {
  for (Stream& stream : network.streams) stream.depth = 4 * stream.beats_per_frame + 4;
  const std::optional<Interval> best = interval_of(network);
  const auto slowest = models::slowest_of(network, Traffic::back_to_back(network));
  if (!best || !slowest || *best != slowest->best) return false;
  if (!tight) return true;
  std::vector<std::size_t> order;
  for (std::size_t s = 0; s < network.streams.size(); ++s) order.push_back(s);
  for (std::size_t s = order.size(); s-- > 1;)
    std::swap(order[s], order[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(s)))]);
  for (const std::size_t s : order) {
    Stream& stream = network.streams[s];
    std::int64_t fails = 0;
    while (fails + 1 < stream.depth) {
      const std::int64_t enough = stream.depth;
      stream.depth = fails + (enough - fails) / 2;
      if (interval_of(network) == best) continue;
      fails = stream.depth;
      stream.depth = enough;
    }
  }
  return true;
}

// Whether another FIFO alone, at ample depth, would also cure the network.
bool other_cures(const Network& network, std::size_t planted, const std::optional<Interval>& wanted) {
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (s == planted) continue;
    Network tried = network;
    tried.streams[s].depth = 4 * tried.streams[s].beats_per_frame + 4;
    const std::optional<Interval> found = interval_of(tried);
    if (wanted ? found == wanted : found.has_value()) return true;
  }
  return false;
}

// Whether the layer belongs to the entry: its layers have the entry's name, or begin with it.
bool is_of(const std::string& layer, const std::string& entry) {
  return layer == entry || layer.starts_with(entry + "_");
}

// Tests a network in which one FIFO is too shallow. Returns false if this network cannot be made so.
bool planted_fifo(std::uint64_t number, bool tight) {
  Random random(test_seed(), number);
  Scenario scenario = load(drawn_tree(random, "planted"), "planted");
  if (!make_healthy(scenario.network, random, tight)) return false;
  const std::optional<Interval> best = interval_of(scenario.network);
  const auto s = static_cast<std::size_t>(
      random.between(0, static_cast<std::int64_t>(scenario.network.streams.size()) - 1));
  Stream& stream = scenario.network.streams[s];
  if (scenario.network.endless(static_cast<int>(s)) || stream.depth < 2) return false;
  const std::int64_t enough = stream.depth;
  stream.depth = random.between(1, std::min<std::int64_t>(enough - 1, 4));
  const std::optional<Interval> bad = interval_of(scenario.network);
  if (bad && *bad <= *best) return false;
  // If no state recurs in time, the network need not be deadlocked.
  if (!bad && models::run_native(scenario.network, {512, Traffic::back_to_back(scenario.network), {}}, {})
                  .trace.complete)
    return false;
  if (other_cures(scenario.network, s, bad ? best : std::nullopt)) return false;
  INFO("network " << number << " of seed " << test_seed() << ", " << stream.name << " " << stream.depth
                  << " deep in place of " << enough);
  const RunResult result = timed(scenario);
  REQUIRE(result.pace);
  CHECK(result.pace->locks == !bad.has_value());
  const Culprit& first = result.pace->culprits.front();
  CHECK(first.kind == Culprit::Kind::kFifo);
  CHECK(first.name == stream.name);
  if (bad) CHECK(result.bottleneck == stream.name);
  if (first.name != stream.name) return true;
  CHECK(first.depth == stream.depth);
  REQUIRE(first.wanted);
  CHECK(*first.wanted <= enough);
  // The reported depth cures it, and one less does not. For a deadlock, the run completes.
  stream.depth = *first.wanted;
  const std::optional<Interval> cured = interval_of(scenario.network);
  CHECK((bad ? cured == best : cured.has_value()));
  --stream.depth;
  const std::optional<Interval> less = interval_of(scenario.network);
  CHECK((bad ? !less || *less > *best : !less));
  return true;
}

// Tests a network in which one entry's folding is slower than all others.
bool planted_folding(std::uint64_t number) {
  Random random(test_seed(), number);
  YAML::Node tree = drawn_tree(random, "planted");
  Scenario healthy = load(tree, "planted");
  Random order = random;
  if (!make_healthy(healthy.network, order, false)) return false;
  const std::optional<Interval> best = interval_of(healthy.network);
  YAML::Node layers = tree["layers"];
  const auto index =
      static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(layers.size()) - 1));
  YAML::Node entry = layers[index];
  const std::string name = entry["name"] ? entry["name"].as<std::string>()
                                         : fmt::format("{}_{}", entry["kind"].as<std::string>(), index);
  const std::string key = random.between(0, 1) == 0 ? "pe" : "simd";
  if (!entry[key] || entry[key].as<std::int64_t>() == 1) return false;
  const auto before = entry[key].as<std::int64_t>();
  entry[key] = 1;
  std::optional<Scenario> scenario;
  try {
    scenario = load(tree, "planted");
  } catch (const BadInput&) {
    return false;
  }
  if (!make_healthy(scenario->network, order, false)) return false;
  // A memory port is as wide as the folding of the layers before it makes it, and may then be the slower one.
  if (std::ranges::any_of(scenario->network.layers,
                          [](const Layer& layer) { return layer.kind().starts_with("mem"); }))
    return false;
  const std::optional<Interval> bad = interval_of(scenario->network);
  if (!bad || *bad <= *best) return false;
  INFO("network " << number << " of seed " << test_seed() << ", " << name << ": " << key << " 1 in place of "
                  << before);
  const RunResult result = timed(*scenario);
  REQUIRE(result.pace);
  const Culprit& first = result.pace->culprits.front();
  std::string named;
  for (const Culprit& culprit : result.pace->culprits)
    named += fmt::format("{} ({}) ", culprit.name, culprit.cycles.value_or(-1));
  INFO("named " << named);
  CHECK(first.kind == Culprit::Kind::kLayer);
  CHECK(is_of(first.name, name));
  CHECK(first.cycles == bad->value());
  return true;
}

}  // namespace

TEST_CASE("pace: a FIFO made too shallow is the first culprit, and deepened it cures", "[pace]") {
  int planted = 0;
  for (std::uint64_t i = 0; planted < 25; ++i) {
    REQUIRE(i < 5000);
    planted += planted_fifo(40'000 + i, i % 2 == 0) ? 1 : 0;
  }
}

TEST_CASE("pace: a folding made too slow is the first culprit", "[pace]") {
  int planted = 0;
  for (std::uint64_t i = 0; planted < 25; ++i) {
    REQUIRE(i < 5000);
    planted += planted_folding(50'000 + i) ? 1 : 0;
  }
}

TEST_CASE("pace: a source or sink that is slower than every layer is it", "[pace]") {
  NetworkBuilder builder("paced");
  builder.input("a", DataType::uint(4), {8, 4}, 4);
  Channelwise twice;
  twice.pe = 4;
  twice.op = Channelwise::Op::kMultiply;
  twice.parameters = Tensor({4}, {2, 2, 2, 2});
  twice.parameter = DataType::uint(2);
  builder.add("twice", twice);
  const Network network = builder.finish();
  Traffic traffic = Traffic::back_to_back(network);
  const auto pace = models::pace_of(network, traffic, Interval{8, 1}, 1'000'000);
  REQUIRE(pace);
  CHECK(pace->best == Interval{8, 1});
  CHECK(pace->slowest.size() == 3);
  traffic.stream(0).push = Pattern::one_in(5);
  const auto slow = models::pace_of(network, traffic, Interval{40, 1}, 1'000'000);
  REQUIRE(slow);
  CHECK(slow->best == Interval{40, 1});
  REQUIRE(slow->slowest.size() == 1);
  CHECK(slow->slowest[0].kind == models::Slowest::Kind::kSource);
  CHECK(slow->fifos.empty());
  traffic.stream(network.outputs[0]).pop = {3, 3, 30, 30, 0};
  const auto sink = models::pace_of(network, traffic, Interval{88, 1}, 1'000'000);
  REQUIRE(sink);
  CHECK(sink->best == Interval{88, 1});
  CHECK(sink->slowest[0].kind == models::Slowest::Kind::kSink);
}

}  // namespace weir::tests::pace_test

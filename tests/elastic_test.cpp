// The hardware is elastic: a deeper FIFO delays no beat on any stream, and neither does a source, a sink or a
// stall that is open in more cycles. The proofs about FIFO depths rely on this.
//
// The models are tested on many networks. The RTL is tested on networks that other tests build as well; each
// is built once, as depths and traffic change at run time.
#include <catch2/catch.hpp>

#include "models/hosts/native.hpp"
#include "tests/system.hpp"

namespace weir::tests::elastic_test {

namespace {

using namespace weir::testbench;

constexpr std::int64_t kFrames = 4;

// What contradicts the claim that each of these transfers also happens in the other run, and no later. Empty
// if nothing does.
std::string later(const std::vector<Cycle>& slower, const std::vector<Cycle>& faster) {
  if (faster.size() < slower.size()) return fmt::format("only {} of {} beats", faster.size(), slower.size());
  for (std::size_t i = 0; i < slower.size(); ++i) {
    if (faster[i] > slower[i])
      return fmt::format("beat {} in cycle {} instead of {}", i, faster[i], slower[i]);
  }
  return "";
}

std::string depths_of(const Network& network) {
  std::string text;
  for (const Stream& stream : network.streams) text += fmt::format(" {}:{}", stream.name, stream.depth);
  return text;
}

// How many comparisons there were, and in how many of them some transfer is earlier.
struct Tally {
  int compared = 0;
  int earlier = 0;
};

void check_no_later(const Network& network, const Trace& slower, const Trace& faster, Tally& tally) {
  REQUIRE(slower.streams.size() == network.streams.size());
  REQUIRE(faster.streams.size() == network.streams.size());
  bool same = true;
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    const StreamTrace& a = slower.streams[s];
    const StreamTrace& b = faster.streams[s];
    const std::string push = later(a.push, b.push);
    const std::string pop = later(a.pop, b.pop);
    if (!push.empty() || !pop.empty()) {
      INFO(network.streams[s].name << ": push " << push << ", pop " << pop
                                   << "; deeper:" << depths_of(network));
      CHECK((push.empty() && pop.empty()));
    }
    same = same && a.push == b.push && a.pop == b.pop;
  }
  if (slower.complete) CHECK(faster.complete);
  if (slower.complete) CHECK(faster.last_cycle <= slower.last_cycle);
  ++tally.compared;
  tally.earlier += same ? 0 : 1;
}

// The network with one FIFO a beat deeper, with one much deeper, with all a beat deeper, and with some deeper
// by random numbers.
std::vector<Network> deepened(const Network& network, Random& random) {
  const auto any = [&] {
    return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(network.streams.size()) - 1));
  };
  std::vector<Network> all(4, network);
  ++all[0].streams[any()].depth;
  all[1].streams[any()].depth += random.between(2, 60);
  for (Stream& stream : all[2].streams) ++stream.depth;
  for (Stream& stream : all[3].streams) {
    if (random.between(0, 1) == 1) stream.depth += random.between(0, 1) == 1 ? random.between(1, 4) : 100;
  }
  return all;
}

// A pattern with closed cycles, periodic or random; sometimes one that is always open.
Pattern closed_at_times(Random& random) {
  switch (random.between(0, 3)) {
    case 0:
      return Pattern::one_in(random.between(2, 7));
    case 1: {
      const std::int64_t open = random.between(1, 6);
      const std::int64_t closed = random.between(1, 12);
      return {open, open, closed, closed, 0};
    }
    case 2:
      return {1, random.between(1, 5), 0, random.between(1, 9), random.next() >> 1U};
    default:
      return Pattern::back_to_back();
  }
}

// A pattern open in every cycle in which the given one is, and in more unless that one is always open.
Pattern wider(const Pattern& pattern, Random& random) {
  if (!pattern.periodic() || pattern.always_open()) return Pattern::back_to_back();
  const std::int64_t more = random.between(1, pattern.closed_min);
  const std::int64_t open = pattern.open_min + more;
  const std::int64_t closed = pattern.closed_min - more;
  return {open, open, closed, closed, 0};
}

// Traffic with stalls at all ends of streams, or only at the network's inputs and outputs.
Traffic held_back(const Network& network, Random& random) {
  const bool inside = random.between(0, 1) == 1;
  Traffic traffic = Traffic::back_to_back(network);
  for (std::size_t s = 0; s < network.streams.size(); ++s) {
    if (inside || network.streams[s].from == kBorder) traffic.streams[s].push = closed_at_times(random);
    if (inside || network.streams[s].to == kBorder) traffic.streams[s].pop = closed_at_times(random);
  }
  return traffic;
}

// Traffic open in more cycles: at a network's sources, at its sinks, or at some ends of streams.
std::vector<Traffic> widened(const Network& network, const Traffic& traffic, Random& random) {
  std::vector<Traffic> all(3, traffic);
  for (const int s : network.inputs) {
    Pattern& push = all[0].stream(s).push;
    push = wider(push, random);
  }
  for (const int s : network.outputs) {
    Pattern& pop = all[1].stream(s).pop;
    pop = wider(pop, random);
  }
  for (StreamTraffic& stream : all[2].streams) {
    if (random.between(0, 1) == 1) stream.push = wider(stream.push, random);
    if (random.between(0, 1) == 1) stream.pop = wider(stream.pop, random);
  }
  return all;
}

// Checks both claims for one network in an engine, `simulate(network, traffic)`.
template <class Simulate>
void check_elastic(const Network& network, Random& random, Tally& tally, const Simulate& simulate) {
  const Traffic stalls = held_back(network, random);
  for (const Traffic& traffic : {Traffic::back_to_back(network), stalls}) {
    const Trace trace = simulate(network, traffic);
    for (const Network& deeper : deepened(network, random))
      check_no_later(deeper, trace, simulate(deeper, traffic), tally);
  }
  const Trace trace = simulate(network, stalls);
  for (const Traffic& open : widened(network, stalls, random))
    check_no_later(network, trace, simulate(network, open), tally);
}

Trace in_native(const Network& network, const Traffic& traffic) {
  models::NativeOptions options;
  options.recording.cycles = true;
  return models::run_native(network, {kFrames, traffic, {}}, options).trace;
}

Network any_network(std::uint64_t i, Random& random) {
  if (i % 2 == 0) return random_graph("graph", random);
  return random_chain("chain", random);
}

void check_models(std::uint64_t first, std::uint64_t count) {
  Tally tally;
  for (std::uint64_t i = first; i < first + count; ++i) {
    Random random(test_seed(), 11'000 + i);
    INFO("network " << i << " of seed " << test_seed());
    check_elastic(any_network(i, random), random, tally, in_native);
  }
  CHECK(tally.earlier > tally.compared / 2);
}

void check_rtl(const Network& network, Random& random, Tally& tally) {
  const RtlBuild build = build_rtl(network, true);
  const Frames frames = random_frames(network, kFrames, random);
  check_elastic(network, random, tally, [&](const Network& tried, const Traffic& traffic) {
    const EngineRun run = run_rtl(tried, build, stimulus(frames, traffic), {});
    CHECK(run.fault.empty());
    return run.trace;
  });
}

// Networks that the tests of the models build as well.
Network built_chain(std::uint64_t i) {
  Random random(test_seed(), i);
  return random_chain("random" + std::to_string(i), random);
}

Network built_graph(std::uint64_t i) {
  Random random(test_seed(), 8000 + i);
  return random_graph("graph" + std::to_string(i), random);
}

}  // namespace

TEST_CASE("elastic: no beat of a network at random is later with deeper FIFOs or open ends",
          "[elastic][native]") {
  check_models(0, 2000);
}

TEST_CASE("elastic: nor of more networks", "[.][nightly][elastic][native]") { check_models(2000, 40'000); }

TEST_CASE("elastic: nor under systemc", "[elastic][systemc]") {
  Tally tally;
  for (std::uint64_t i = 0; i < 4; ++i) {
    Random random(test_seed(), 11'000 + i);
    INFO("network " << i << " of seed " << test_seed());
    const Network network = any_network(i, random);
    const Frames frames = random_frames(network, kFrames, random);
    check_elastic(network, random, tally, [&](const Network& tried, const Traffic& traffic) {
      return run_systemc(tried, stimulus(frames, traffic), {}).trace;
    });
  }
  CHECK(tally.earlier > 0);
}

TEST_CASE("elastic: nor in rtl", "[elastic][rtl]") {
  Random random(test_seed(), 12'000);
  Tally tally;
  INFO("seed " << test_seed());
  check_rtl(fixed_network("convolutional"), random, tally);
  check_rtl(fixed_network("branching"), random, tally);
  check_rtl(built_chain(0), random, tally);
  check_rtl(built_graph(0), random, tally);
  check_rtl(built_graph(1), random, tally);
  CHECK(tally.earlier > tally.compared / 2);
}

TEST_CASE("elastic: nor of more networks in rtl", "[.][nightly][elastic][rtl]") {
  Tally tally;
  for (std::uint64_t i = 4; i < 24; ++i) {
    Random random(test_seed(), 12'000 + i);
    INFO("network " << i << " of seed " << test_seed());
    check_rtl(built_chain(i), random, tally);
    check_rtl(built_graph(i), random, tally);
  }
  CHECK(tally.earlier > tally.compared / 2);
}

}  // namespace weir::tests::elastic_test
